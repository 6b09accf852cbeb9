using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Storage.Sqlite;

namespace Vigil.Cli.Tests.Support;

/// <summary>
/// A database with three runs that are the same in every test: one that trained, one whose program was not found, and one
/// that lost its recorder.
/// </summary>
internal sealed class FixedStore : IDisposable
{
    public const string Trained = "aaaaaaa2";
    public const string NotStarted = "bbbbbbb3";
    public const string Orphaned = "ccccccc4";

    /// <summary>2026-01-01 00:00:00 UTC.</summary>
    public const long Start = 1_767_225_600;

    private readonly TemporaryFolder _folder = new();

    private FixedStore()
    {
        Path = System.IO.Path.Combine(_folder.Path, "vigil.db");
    }

    public string Path { get; }

    public string Folder => _folder.Path;

    public static async Task<FixedStore> CreateAsync()
    {
        var fixedStore = new FixedStore();
        using var store = SqliteRunStore.Open(new SqliteStoreOptions { Path = fixedStore.Path, TimeProvider = new FixedClock(Start + 100) });
        await TrainAsync(store);
        await FailToStartAsync(store);
        await LoseRecorderAsync(store);
        return fixedStore;
    }

    public void Dispose() => _folder.Dispose();

    private static async Task TrainAsync(SqliteRunStore store)
    {
        await using IRunWriter writer = store.Begin(Describe(Trained, "train", 0) with
        {
            Snapshot = new JsonObject { ["git"] = new JsonObject { ["commit"] = "0123456789abcdef0123456789abcdef01234567", ["branch"] = "main", ["dirty"] = true } },
        });
        writer.Emit(new RunEvent(Start, EventTypes.TrainingStart, new JsonObject { ["pid"] = 4242, ["attached"] = false }));
        var machine = new SmallMachine();
        for (int second = 0; second < 3; second++)
        {
            writer.Write(machine.Sample((Start + second) * 1000L));
        }

        for (int step = 1; step <= 4; step++)
        {
            writer.Write(new StepReading
            {
                UnixSeconds = Start + (step * 0.5),
                Step = step,
                Source = StepSource.Output,
                Epoch = step <= 2 ? 0 : 1,
                Loss = 1.0 / step,
                LearningRate = 0.001,
                Others = step == 4 ? [new("accuracy", 0.75)] : [],
            });
        }

        writer.Emit(new RunEvent(Start + 2, EventTypes.CheckpointSaved, new JsonObject { ["text"] = "saved, \"all\" of it" }));
        writer.WriteOutput(OutputStream.Output, Encoding.UTF8.GetBytes("step 1 loss 1.0\nstep 2 loss 0.5\n"), (Start + 1) * 1000L);
        writer.Emit(new RunEvent(Start + 3, EventTypes.TrainingEnd, new JsonObject { ["exit_code"] = 0, ["cause"] = "success" }));
        (await writer.CompleteAsync(
            new RunOutcome { State = RunState.Finished, EndedAt = Start + 3, ExitCode = 0, Cause = EndCause.Success, Explanation = "The program ended with exit code 0." },
            new JsonObject
            {
                ["duration_seconds"] = 3.0,
                ["steps"] = new JsonObject { ["count"] = 4, ["last"] = 4, ["loss"] = 0.25 },
                ["memory"] = new JsonObject { ["peak_bytes"] = 6L << 30, ["total_bytes"] = 16L << 30, ["program"] = new JsonObject { ["peak_bytes"] = 1L << 30 } },
            },
            TimeSpan.FromSeconds(60))).ShouldBeTrue();
        store.SaveReport(new StoredReport
        {
            RunId = Trained,
            CreatedAt = Start + 4,
            Summary = new JsonObject { ["health_score"] = "warning", ["verdict"] = "success", ["headline"] = "All 4 steps were made.", ["score"] = 81 },
            Recommendations =
            [
                new JsonObject { ["severity"] = "warning", ["title"] = "Reduce worker count", ["action"] = "Set num_workers: 0", ["impact"] = "Saves ~2 GiB of memory" },
                new JsonObject { ["severity"] = "info", ["title"] = "Raise the batch size", ["action"] = "Set batch_size: 8", ["impact"] = "More throughput" },
            ],
            LogErrors = [],
            PeakMemoryBytes = 6L << 30,
            HealthScore = "warning",
        }).ShouldNotBeNull();
    }

    private static async Task FailToStartAsync(SqliteRunStore store)
    {
        await using IRunWriter writer = store.Begin(Describe(NotStarted, "no-such-program", 10));
        (await writer.CompleteAsync(
            new RunOutcome { State = RunState.Finished, EndedAt = Start + 10, ExitCode = 127, Cause = EndCause.NotStarted, Explanation = "no-such-program: not found." },
            null,
            TimeSpan.FromSeconds(60))).ShouldBeTrue();
    }

    private static async Task LoseRecorderAsync(SqliteRunStore store)
    {
        IRunWriter writer = store.Begin(Describe(Orphaned, "train \"again\"\nand again", 20));
        writer.Write(new SmallMachine().Sample((Start + 21) * 1000L));
        await writer.DisposeAsync();
    }

    /// <summary>Recorded on another machine, long ago: whoever comes next closes what is still open.</summary>
    private static RunStart Describe(string id, string name, int offset) => new()
    {
        Id = id,
        Name = name,
        Command = ["python3", "train.py", "--name", "it's one"],
        WorkingDirectory = "/home/user/project",
        StartedAt = Start + offset,
        SampleIntervalSeconds = 1,
        Recorder = new RecorderIdentity("another-machine", "", 1, 1),
    };

    /// <summary>The clock stands still; durations are real.</summary>
    private sealed class FixedClock(long unixSeconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(unixSeconds);
    }

    private sealed class SmallMachine
    {
        private readonly SampleFrame _frame = new();
        private readonly Subject _system = new(SubjectKind.System, "machine");
        private readonly Subject _gpu = new(SubjectKind.Gpu, "GPU-1", new Dictionary<string, string> { [SubjectAttributes.Index] = "0", [SubjectAttributes.Model] = "Model X" });
        private readonly Subject _process = new(SubjectKind.Process, "4242:99", new Dictionary<string, string>
        {
            [SubjectAttributes.Pid] = "4242", [SubjectAttributes.Name] = "python3", [SubjectAttributes.Role] = ProcessRoles.Main,
        });

        private long _samples;

        public SmallMachine()
        {
            _frame.Add(_system);
            _frame.Add(_process);
            _frame.Add(_gpu);
        }

        public SampleFrame Sample(long milliseconds)
        {
            _frame.Begin(milliseconds, _samples == 0 ? 0 : 1);
            _system.Values[SystemMetrics.CpuUser.Index] = 1000 + (150 * _samples);
            _system.Values[SystemMetrics.CpuSystem.Index] = 500;
            _system.Values[SystemMetrics.CpuIoWait.Index] = 10 * _samples;
            _system.Values[SystemMetrics.CpuIdle.Index] = 8000 + (40 * _samples);
            _system.Values[SystemMetrics.MemoryTotal.Index] = 16L << 30;
            _process.Values[ProcessMetrics.Resident.Index] = 1L << 30;
            _process.Values[ProcessMetrics.ReadBytes.Index] = _samples * 3 << 20;
            _process.Values[ProcessMetrics.WriteBytes.Index] = 0;
            _gpu.Values[GpuMetrics.Utilization.Index] = 90;
            _gpu.Values[GpuMetrics.MemoryUsed.Index] = 8L << 30;
            _gpu.Values[GpuMetrics.MemoryTotal.Index] = 24L << 30;
            _frame.Totals = new SampleTotals
            {
                MemoryTotalBytes = 16L << 30,
                MemoryUsedBytes = 4L << 30,
                MemoryAvailableBytes = 12L << 30,
                SwapUsedBytes = 0,
                MainProcessBytes = 1L << 30,
                WorkerBytes = 0,
                CpuPercent = _samples == 0 ? null : 75,
                GpuMemoryUsedBytes = 8L << 30,
                GpuUtilizationPercent = 90,
            };
            _samples++;
            return _frame;
        }
    }
}
