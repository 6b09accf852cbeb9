using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Storage.Sqlite;

namespace Vigil.Storage.Tests.Support;

/// <summary>
/// A machine and a disk that are sampled at uneven intervals, for hours in few samples: readings are missing now and then, the
/// disk goes away and comes back, counters start afresh. The same seed gives the same machine.
/// </summary>
internal sealed class JumpyMachine(int seed)
{
    public const long Start = 1_700_000_000_000;
    private const double MissingShare = 0.05;

    private readonly Random _random = new(seed);
    private readonly Subject _system = new(SubjectKind.System, "machine");
    private readonly Subject _disk = new(SubjectKind.Disk, "nvme0n1");
    private bool _hasDisk;

    /// <summary>Time of the latest sample; set it to make the clock step.</summary>
    public long Now { get; set; } = Start;

    public SampleFrame Frame { get; } = new();

    public SampleFrame Next()
    {
        if (Frame.Sequence == 0)
        {
            Frame.Add(_system);
        }

        if (_random.NextDouble() < 0.02)
        {
            _hasDisk = !_hasDisk;
            if (_hasDisk)
            {
                Frame.Add(_disk);
            }
            else
            {
                Frame.Remove(_disk);
            }
        }

        Now += _random.NextDouble() < 0.01 ? _random.Next(200_000) : 500 + _random.Next(20_000);
        Frame.Begin(Now, 1);
        Level(SystemMetrics.MemoryUsed, _random.NextInt64(1L << 40));
        Level(SystemMetrics.Load1, _random.Next(100));
        Grow(_system, SystemMetrics.CpuUser, _random.Next(2_000));
        if (_hasDisk)
        {
            Grow(_disk, DiskMetrics.ReadBytes, _random.NextInt64(1L << 30));
        }

        return Frame;
    }

    /// <summary>Records a number of samples to the end of the run, or leaves it open.</summary>
    public async Task RecordAsync(SqliteRunStore store, RunStart start, int samples, bool complete = true)
    {
        await using IRunWriter writer = store.Begin(start);
        Write(writer, samples);
        if (complete)
        {
            (await writer.CompleteAsync(TestStore.Finished with { EndedAt = Now / 1000.0 }, null, TestStore.Generous)).ShouldBeTrue();
        }
    }

    public void Write(IRunWriter writer, int samples)
    {
        for (int i = 0; i < samples; i++)
        {
            writer.Write(Next());
            if (i % 256 == 0)
            {
                TestStore.WaitStored(writer);
            }
        }

        TestStore.WaitStored(writer);
    }

    private void Level(Metric metric, long value) =>
        _system.Values[metric.Index] = _random.NextDouble() < MissingShare ? Reading.NotAvailable : value;

    private void Grow(Subject subject, Metric metric, long growth)
    {
        ref long value = ref subject.Values[metric.Index];
        double chance = _random.NextDouble();
        value = chance < MissingShare ? Reading.NotAvailable
            : chance < MissingShare + 0.01 || value == Reading.NotAvailable ? _random.Next(1000)
            : value + growth;
    }
}
