using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Disk;

/// <summary>A run of a <see cref="SyntheticMachine"/>, recorded as fast as the store takes it.</summary>
internal static class SyntheticRun
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    /// <summary>Records it to its end, a sample a second.</summary>
    /// <param name="store">Where to; its commit interval says how many samples share a transaction.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="ticks">Samples.</param>
    /// <param name="steps">Training steps a second.</param>
    /// <param name="pendingBytes">What may wait to be written before the next sample is taken.</param>
    /// <returns>The run's id.</returns>
    public static async Task<string> RecordAsync(SqliteRunStore store, SyntheticMachine machine, int ticks, int steps, long pendingBytes = 0)
    {
        var start = new RunStart
        {
            Id = RunIds.New(),
            Name = "bench",
            Command = ["python3", "train.py"],
            WorkingDirectory = "/work",
            StartedAt = 1_800_000_000,
            SampleIntervalSeconds = 1,
            Recorder = new RecorderIdentity("bench", "", Environment.ProcessId, 0),
        };
        await using IRunWriter writer = store.Begin(start);
        long number = 0;
        for (int tick = 0; tick < ticks; tick++)
        {
            machine.Advance();
            writer.Write(machine.Frame);
            for (int i = 0; i < steps; i++)
            {
                writer.Write(Step(++number, machine.Frame.UnixMilliseconds / 1000.0));
            }

            WaitUntilStored(writer, pendingBytes);
        }

        var outcome = new RunOutcome { State = RunState.Finished, EndedAt = machine.Frame.UnixMilliseconds / 1000.0, ExitCode = 0, Cause = EndCause.Success };
        if (!await writer.CompleteAsync(outcome, null, s_deadline) || writer.Statistics.DroppedSamples > 0)
        {
            throw new InvalidOperationException($"The store did not take it all: {writer.Statistics}");
        }

        return start.Id;
    }

    private static StepReading Step(long number, double unixSeconds) => new()
    {
        Step = number,
        Source = StepSource.Client,
        UnixSeconds = unixSeconds,
        Loss = 2 + (Math.Sin(number) / 7),
        LearningRate = 1e-4,
        StepSeconds = 0.1 + (Math.Cos(number) / 100),
    };

    private static void WaitUntilStored(IRunWriter writer, long pendingBytes)
    {
        long begun = TimeProvider.System.GetTimestamp();
        var spin = default(SpinWait);
        while (writer.Statistics.PendingBytes > pendingBytes)
        {
            if (TimeProvider.System.GetElapsedTime(begun) > s_deadline)
            {
                throw new InvalidOperationException($"The store does not write: {writer.Statistics}");
            }

            spin.SpinOnce(sleep1Threshold: 20);
        }
    }
}
