using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Storage.Sqlite;

namespace Vigil.Alerting.Tests.Support;

/// <summary>A store with one record that goes on: what it reads each second is said by the test, over a machine that is well.</summary>
internal sealed class Stage : IDisposable
{
    public const double Start = 1_700_000_000;
    public const string RunId = "run22222";
    private const long Gibibyte = 1L << 30;
    private static readonly TimeSpan s_generous = TimeSpan.FromSeconds(60);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "vigil-alerting-" + Guid.NewGuid().ToString("N"));
    private readonly SampleFrame _frame = new();
    private readonly IRunWriter _writer;
    private long _seconds;

    public Stage(RunKind kind = RunKind.Run)
    {
        Directory.CreateDirectory(_folder);
        Store = Open();
        _writer = Store.Begin(new RunStart
        {
            Id = RunId,
            Kind = kind,
            Name = "a run",
            Command = ["python3", "train.py"],
            WorkingDirectory = "/work",
            StartedAt = Start,
            SampleIntervalSeconds = 1,
            Recorder = new RecorderIdentity("box", "boot", Environment.ProcessId, 1),
        });
        foreach (Subject subject in (Subject[])[Machine, Disk, Gpu, Cgroup, Recorder])
        {
            _frame.Add(subject);
        }
    }

    public SqliteRunStore Store { get; private set; }

    public Subject Machine { get; } = new(SubjectKind.System, "machine");

    public Subject Disk { get; } = new(SubjectKind.FileSystem, "work", new Dictionary<string, string> { [SubjectAttributes.Path] = "/work" });

    public Subject Gpu { get; } = new(SubjectKind.Gpu, "GPU-0", new Dictionary<string, string> { [SubjectAttributes.Index] = "0" });

    public Subject Cgroup { get; } = new(SubjectKind.Cgroup, "/job");

    public Subject Recorder { get; } = new(SubjectKind.Recorder, "vigil");

    /// <summary>The instant of the newest sample.</summary>
    public double Now => Start + _seconds;

    /// <summary>Samples of so many seconds.</summary>
    public Stage Play(int seconds, Action<Stage, int>? each = null)
    {
        for (int i = 0; i < seconds; i++)
        {
            _seconds++;
            _frame.Begin((long)(Now * 1000), 1);
            Healthy();
            each?.Invoke(this, i);
            _writer.Write(_frame);
        }

        WaitStored();
        return this;
    }

    /// <summary>Time without samples.</summary>
    public Stage Silence(int seconds)
    {
        _seconds += seconds;
        return this;
    }

    public Stage Happen(string type, System.Text.Json.Nodes.JsonObject? details = null)
    {
        _writer.Emit(new RunEvent(Now, type, details));
        WaitStored();
        return this;
    }

    public Stage Write(Core.Training.StepReading step)
    {
        _writer.Write(step);
        return this;
    }

    public void End() => _writer.CompleteAsync(new RunOutcome { State = RunState.Finished, EndedAt = Now, ExitCode = 0, Cause = EndCause.Success }, [], s_generous).GetAwaiter().GetResult().ShouldBeTrue();

    /// <summary>What a restart of the server does.</summary>
    public SqliteRunStore Open() => SqliteRunStore.Open(new SqliteStoreOptions { Path = Path.Combine(_folder, "vigil.db"), CommitInterval = TimeSpan.FromMilliseconds(10) });

    public void Dispose()
    {
        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Healthy()
    {
        Set(Machine, SystemMetrics.MemoryTotal, 100 * Gibibyte);
        Set(Machine, SystemMetrics.MemoryUsed, 40 * Gibibyte);
        Set(Machine, SystemMetrics.CpuCount, 4);
        Set(Machine, SystemMetrics.CpuIdle, _seconds * 300);
        Set(Machine, SystemMetrics.CpuIoWait, _seconds);
        Set(Disk, FileSystemMetrics.Total, 1000 * Gibibyte);
        Set(Disk, FileSystemMetrics.Available, 500 * Gibibyte);
        Set(Gpu, GpuMetrics.Utilization, 90);
        Set(Gpu, GpuMetrics.Temperature, 60);
        Set(Gpu, GpuMetrics.EccUncorrected, 0);
        Set(Cgroup, CgroupMetrics.MemoryLimit, 64 * Gibibyte);
        Set(Cgroup, CgroupMetrics.MemoryWorkingSet, 20 * Gibibyte);
        Set(Recorder, RecorderMetrics.SampleTime, 700);
        Set(Recorder, RecorderMetrics.DroppedSamples, 0);
    }

    public static void Set(Subject subject, Metric metric, long value) => subject.Values[metric.Index] = value;

    private void WaitStored()
    {
        DateTimeOffset end = TimeProvider.System.GetUtcNow() + s_generous;
        while (_writer.Statistics is not { PendingBytes: 0 })
        {
            (TimeProvider.System.GetUtcNow() < end).ShouldBeTrue(_writer.Statistics.ToString());
            Thread.Sleep(5);
        }
    }
}
