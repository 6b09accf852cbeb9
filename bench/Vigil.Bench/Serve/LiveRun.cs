using Vigil.Bench.Disk;
using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Serve;

/// <summary>A run of a <see cref="SyntheticMachine"/> that is being recorded, a step with each sample. Its clock is ahead of the machine's, so that it counts as alive.</summary>
internal sealed class LiveRun : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(1);

    private readonly SyntheticMachine _machine;

    private LiveRun(SyntheticMachine machine, IRunWriter writer, string id)
    {
        _machine = machine;
        Writer = writer;
        Id = id;
    }

    /// <summary>The run.</summary>
    public string Id { get; }

    /// <summary>What records it.</summary>
    public IRunWriter Writer { get; }

    /// <summary>Samples taken, and the number of the latest step.</summary>
    public int Samples { get; private set; }

    /// <summary>Begins it.</summary>
    public static LiveRun Begin(IRunStore store, int gpus, int processes)
    {
        var start = new RunStart
        {
            Id = RunIds.New(),
            Name = "live",
            Command = ["python3", "train.py"],
            WorkingDirectory = "/work",
            StartedAt = 1_800_000_000,
            SampleIntervalSeconds = 1,
            Recorder = SqliteStoreOptions.ThisRecorder,
        };
        return new LiveRun(new SyntheticMachine(gpus, processes, cores: 4, noisy: true), store.Begin(start), start.Id);
    }

    /// <summary>Records the next sample and the step that goes with it.</summary>
    public void Advance()
    {
        _machine.Advance();
        Writer.Write(_machine.Frame);
        Writer.Write(new StepReading { Step = ++Samples, Source = StepSource.Client, UnixSeconds = _machine.Frame.UnixMilliseconds / 1000.0, Loss = 1 });
    }

    /// <summary>Ends it; false when the store did not take everything.</summary>
    public Task<bool> EndAsync() => Writer.CompleteAsync(
        new RunOutcome { State = RunState.Finished, EndedAt = _machine.Frame.UnixMilliseconds / 1000.0, ExitCode = 0, Cause = EndCause.Success }, null, s_deadline);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Writer.DisposeAsync();
}
