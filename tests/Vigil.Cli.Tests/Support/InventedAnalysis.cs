using Vigil.Analysis;
using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Analysis.Recommendations;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Scoring;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Steps;
using Vigil.Analysis.Trends;
using Vigil.Configuration.Dialects;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Logs.Errors;

namespace Vigil.Cli.Tests.Support;

/// <summary>Analyses as they may come out, put together by hand: what rules say of real runs does not change them.</summary>
internal static class InventedAnalysis
{
    public const double Start = 1_767_312_000;

    private const double GiB = 1L << 30;

    private static readonly Trend s_rising = new()
    {
        Direction = TrendDirection.Increasing,
        SlopePerSecond = GiB / 45,
        SlopeLow = GiB / 50,
        SlopeHigh = GiB / 40,
        PValue = 1e-9,
        Concordance = 0.99,
        LevelAtEnd = 62 * GiB,
        Seconds = 1800,
        ResidualScale = GiB / 10,
        Bins = 128,
        Values = 1800,
    };

    /// <summary>A run that the kernel killed, with every part filled.</summary>
    public static RunAnalysis Killed() => new()
    {
        Evidence = Evidence(
            new RunOutcome { State = RunState.Finished, EndedAt = Start + 1800, ExitCode = 1, Cause = EndCause.CgroupOom },
            new LogReport
            {
                Primary = Worker,
                Findings = [Worker],
                Warnings = [new LogFinding { Class = CauseClass.DeprecationWarning, Level = LogLevel.Warning, Message = "FutureWarning: torch.cuda.amp.autocast(args...) is deprecated", Line = 3, Count = 4, Confidence = 0.9 }],
                LastStep = 900,
            }),
        CreatedAt = Start + 1801,
        Certificate = new DeathCertificate
        {
            Verdict = Verdict.CgroupOom,
            Headline = "The kernel killed data-loading worker 4001 because its control group reached its memory limit (62.0 GiB of 64.0 GiB).",
            Confidence = 0.94,
            For =
            [
                new EvidenceItem { Kind = EvidenceKind.Event, Text = "The kernel killed data-loading worker 4001 for want of memory.", Subject = "oom_cgroup", From = Start + 1800 },
                new EvidenceItem { Kind = EvidenceKind.Samples, Text = "Memory of the control group stood at 62.0 GiB of 64.0 GiB (97 %).", Value = 62 * GiB, Threshold = 64 * GiB, Unit = "By", Count = 1800 },
            ],
            Against = [new EvidenceItem { Kind = EvidenceKind.Outcome, Text = "The kernel log could not be read." }],
            LogCause = Worker,
            At = Start + 1800,
            Step = 900,
        },
        Health = Health.Critical,
        Verdicts =
        [
            (Rule("VIG041", "workers_memory"), RuleVerdict.Fired(new Finding
            {
                RuleId = "VIG041",
                Severity = Severity.Critical,
                Title = "Data-loading workers hold most of the memory",
                Explanation = "Four workers held 52.0 GiB of the 62.0 GiB in use at the peak, and grew by 21.2 GiB an hour each. They share nothing, so each further one costs as much.",
                Confidence = 0.92,
                Evidence = [new EvidenceItem { Kind = EvidenceKind.Samples, Text = "Four workers, 1,800 samples.", Count = 1800 }],
            })),
            (Rule("VIG001", "input_bound"), RuleVerdict.Quiet),
            (Rule("VIG020", "gpu_low_utilization"), RuleVerdict.InsufficientData("60 samples wanted, 12 are there")),
            (Rule("VIG099", "gan_collapse"), RuleVerdict.NotApplicable("no discriminator")),
        ],
        Recommendations =
        [
            new Recommendation
            {
                Number = 1,
                Severity = Severity.Critical,
                Title = "Reduce worker count",
                Action = "Set num_workers: 0",
                Impact = "Saves ~52 GiB of memory",
                Effect = new Effect { Quantity = "memory", Unit = "By", Low = -54 * GiB, Expected = -52 * GiB, High = -50 * GiB, Basis = "measured per worker in this run", IsMeasured = true },
                Setting = TrainingSetting.NumWorkers,
                Place = new SettingPlace("/home/user/project/config/train_lora.yaml", "config.process[0].datasets[0].num_workers"),
                CurrentValue = 4,
                RecommendedValue = 0,
                Evidence = [new EvidenceItem { Kind = EvidenceKind.Samples, Text = "Each worker held 13.0 GiB at the peak." }],
                Confidence = 0.92,
                RuleId = "VIG041",
            },
            new Recommendation
            {
                Number = 2,
                Severity = Severity.Info,
                Title = "Say how long data take",
                Action = "Print the time that a step waits for data",
                Impact = "Tells waiting from computing",
                Evidence = [],
                Confidence = 0.5,
                RuleId = "VIG001",
            },
        ],
        SetAside = [new SetAsideRemedy("VIG012", new Remedy { Title = "Raise worker count", Action = "Set num_workers: 8", Impact = "Feeds the GPU", Setting = TrainingSetting.NumWorkers, Value = 8 }, "VIG041 asks for the opposite (0), and is critical where this is a warning.")],
        Ledger = new OomLedger(
            new MemoryLedger
            {
                At = Start + 1799,
                IsAtKill = true,
                TotalBytes = 64 * GiB,
                IsLimited = true,
                UsedBytes = 62 * GiB,
                FreeBytes = 2 * GiB,
                Entries =
                [
                    new LedgerEntry(LedgerHolder.Worker, "worker 4001", 26 * GiB, 4001),
                    new LedgerEntry(LedgerHolder.Worker, "worker 4002", 26 * GiB, 4002),
                    new LedgerEntry(LedgerHolder.Main, "main process 4000", 10 * GiB, 4000),
                    new LedgerEntry(LedgerHolder.Kernel, "kernel memory of the group", 1),
                ],
                Basis = "Processes count with their proportional share (PSS).",
            },
            [new GpuLedger { Index = 0, At = Start + 900, TotalBytes = 24 * GiB, UsedBytes = 23 * GiB, FreeBytes = GiB, OwnBytes = 22 * GiB, OtherTenantsBytes = GiB, AllocatedBytes = 17 * GiB, ReservedUnusedBytes = 5 * GiB, RequestBytes = 2 * GiB }]),
        Fits =
        [
            new FitPrediction { Setting = TrainingSetting.NumWorkers, Value = 0, Resource = "memory", PeakBytes = 62 * GiB, PredictedBytes = 10 * GiB, LowBytes = 10 * GiB, HighBytes = 20 * GiB, LimitBytes = 64 * GiB, IsMeasured = true, Basis = "Measured per worker." },
            new FitPrediction { Setting = TrainingSetting.Quantize, Value = true, Resource = "gpu_memory", PeakBytes = 25 * GiB, PredictedBytes = 22.5 * GiB, LowBytes = 18 * GiB, HighBytes = 24 * GiB, LimitBytes = 24 * GiB, IsMeasured = false, Basis = "Assumed: weights halve in 8 bit." },
        ],
        Trends = new TrendReport
        {
            Series =
            [
                new SeriesTrend
                {
                    Name = SeriesNames.MemoryUsed,
                    Unit = "By",
                    Count = 1800,
                    Median = 40 * GiB,
                    Latest = 62 * GiB,
                    Trend = s_rising,
                    AdjustedPValue = 1e-9,
                    Forecast = new LimitForecast { State = ForecastState.WillReach, At = Start + 1890, Earliest = Start + 1880, Latest = Start + 1900, Limit = 64 * GiB, Trend = s_rising },
                    Changes = [],
                    Outliers = [],
                    OutlierCount = 0,
                },
            ],
            End = new EndForecast(Start + 3600, Start + 3500, Start + 3700, 2, 900),
            Checkpoint = new CheckpointForecast { FileSystem = "output", Count = 3, MedianBytes = 3 * GiB, LargestBytes = 3.1 * GiB, FreeBytes = 2 * GiB },
        },
        StepTime = new StepTimeBreakdown
        {
            WindowSeconds = 1800,
            Shares =
            [
                new TimeShare(TimeCause.GpuBusy, 1530, 85, ShareBasis.Measured, 0.9),
                new TimeShare(TimeCause.Preprocessing, 216, 12, ShareBasis.Inferred, 0.6),
                new TimeShare(TimeCause.FirstSteps, 54, 3, ShareBasis.Measured, 0.9),
            ],
            SteppingSeconds = 1746,
            DataWaitPercent = 12,
            DataWaitBasis = ShareBasis.Inferred,
            DataWaitConfidence = 0.6,
            Steps = new StepStatistics { Count = 900, WarmUpSteps = 8, MedianSeconds = 1.95, MeanSeconds = 1.98, P95Seconds = 3.1, P99Seconds = 3.1, SlowSteps = [new SlowStep(299, Start + 598, 6.2, [StepCoincidence.Checkpoint])] },
        },
    };

    /// <summary>A run that did what it should, of which little is known.</summary>
    public static RunAnalysis Fine() => new()
    {
        Evidence = Evidence(new RunOutcome { State = RunState.Finished, EndedAt = Start + 90, ExitCode = 0, Cause = EndCause.Success }, new LogReport()),
        CreatedAt = Start + 91,
        Certificate = new DeathCertificate
        {
            Verdict = Verdict.Success,
            Headline = "The program ended with exit code 0 after 900 steps.",
            Confidence = 0.95,
            For = [new EvidenceItem { Kind = EvidenceKind.Outcome, Text = "Exit code 0." }],
        },
        Health = Health.Good,
        Verdicts = [(Rule("VIG001", "input_bound"), RuleVerdict.Quiet)],
        Recommendations = [],
    };

    private static LogFinding Worker => new()
    {
        Class = CauseClass.DataloaderWorkerDied,
        Level = LogLevel.Error,
        Message = "RuntimeError: DataLoader worker (pid 4001) is killed by signal: Killed.",
        Line = 915,
        Timestamp = Start + 1800,
        Step = 900,
        Confidence = 0.97,
        Stack = ["Traceback (most recent call last):", "  File \"run.py\", line 90, in <module>"],
    };

    private static RuleDescription Rule(string id, string name) => new() { Id = id, Name = name, Title = name, Category = RuleCategory.Input, Severity = Severity.Critical };

    private static RunEvidence Evidence(RunOutcome outcome, LogReport log) => new(
        new RunRecord
        {
            Start = new RunStart
            {
                Id = "eeeeeee6",
                Name = "flux-lora <script>alert('&')</script>",
                Command = ["python3", "run.py", "config/train_lora.yaml"],
                WorkingDirectory = "/home/user/project",
                StartedAt = Start,
                SampleIntervalSeconds = 1,
                Recorder = new RecorderIdentity("another-machine", "", 1, 1),
            },
            State = outcome.State,
            Outcome = outcome,
            LastSeenAt = outcome.EndedAt,
        },
        Start,
        outcome.EndedAt,
        [],
        [],
        () => [new StepReading { UnixSeconds = Start + 60, Step = 900, Source = StepSource.Output, Loss = 0.4 }],
        () => log,
        () => RunSettings.None,
        () => [new StoredTotals(1, Start + 1799.5, new SampleTotals { MemoryTotalBytes = 64L << 30, MemoryUsedBytes = 62L << 30, MemoryAvailableBytes = 2L << 30, WorkerCount = 4, CpuPercent = 55.5 })]);
}
