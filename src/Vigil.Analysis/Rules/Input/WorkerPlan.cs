using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Rules.Input;

/// <summary>
/// How many data-loading workers a run needs, from its own figures: what they now deliver, the share of time that is waited
/// for them, the CPU that each uses and the cores that are left.
/// </summary>
/// <remarks>
/// W workers that are waited for a share w of the time deliver a batch as often as it is taken; W / (1 − w) of them would
/// deliver as fast as the training could take them. A loader within the training process takes w of each step by itself; n
/// workers beside it take w / n.
/// </remarks>
internal sealed record WorkerPlan
{
    private const double BarelyUsedCores = 0.1;
    private const double MostPerCore = 2;
    private const double ShortestComputeShare = 0.05;

    /// <summary>Workers now.</summary>
    public required int Current { get; init; }

    /// <summary>Workers to have; <see cref="Current"/> when more would not help.</summary>
    public required int Recommended { get; init; }

    /// <summary>CPU use of a worker, cores; NaN without workers.</summary>
    public required double CoresPerWorker { get; init; }

    /// <summary>Processors that the program may use; NaN when not known.</summary>
    public required double Cores { get; init; }

    /// <summary>What the recommended number does to the duration of steps; null when it is the present one.</summary>
    public Effect? Effect { get; init; }

    /// <summary>Workers that the run has: those seen, else those set; null when neither is known.</summary>
    public static int? CurrentOf(RunEvidence evidence)
    {
        var program = ProgramLoad.Of(evidence);
        int seen = program.TypicalWorkers(TrainingPhase.Of(evidence).Span);
        return seen > 0 ? seen
            : evidence.Settings.Find(TrainingSetting.NumWorkers)?.Number is { } set and >= 0 and < 10_000 ? (int)set
            : program.Mains.Count > 0 ? 0
            : null;
    }

    /// <summary>The plan for a run; null when it is not known how many workers it has.</summary>
    /// <param name="evidence">The run.</param>
    /// <param name="waitShare">Share of the time that data are waited for, 0 to 1.</param>
    /// <param name="isMeasured">Whether the steps say so.</param>
    public static WorkerPlan? For(RunEvidence evidence, double waitShare, bool isMeasured)
    {
        if (CurrentOf(evidence) is not { } current)
        {
            return null;
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        var program = ProgramLoad.Of(evidence);
        double cores = MachineLoad.Of(evidence).Cores;
        double perWorker = current > 0 ? span.Mean(program.WorkerCores) / current : double.NaN;
        double compute = Math.Max(ShortestComputeShare, 1 - waitShare);
        int needed = (int)Math.Ceiling((current > 0 ? current / compute : waitShare / compute) - 1e-9);
        int recommended = Math.Max(current, Math.Min(Math.Max(1, needed), Affordable(cores, span.Mean(program.MainCores), perWorker)));
        double left = Math.Max(1 - waitShare, current > 0 ? (double)current / recommended : waitShare / recommended);
        double gain = 100 * Math.Min(waitShare, 1 - left);
        return new WorkerPlan
        {
            Current = current,
            Recommended = recommended,
            CoresPerWorker = perWorker,
            Cores = cores,
            Effect = recommended > current && gain > 0
                ? Effects.StepTime(
                    100 * waitShare,
                    gain,
                    gain / 2,
                    isMeasured ? "measured: the share of the steps spent waiting for data, divided among more workers" : "inferred: idle time while the loader was busy, divided among more workers",
                    isMeasured)
                : null,
        };
    }

    /// <summary>The remedy that gives the run the recommended number; null when it has it.</summary>
    public Remedy? Remedy => Effect is null ? null : new Remedy
    {
        Title = Current == 0 ? "Load data in worker processes" : "Add data-loading workers",
        Action = $"Set num_workers: {Recommended}",
        Impact = $"Steps up to {-Effect.Low:0} % shorter, {-Effect.Expected:0} % expected; each worker needs memory of its own",
        Setting = TrainingSetting.NumWorkers,
        Value = Recommended,
        Effect = Effect,
    };

    private static int Affordable(double cores, double mainCores, double perWorker)
    {
        if (double.IsNaN(cores))
        {
            return int.MaxValue;
        }

        double most = MostPerCore * cores;
        if (perWorker > BarelyUsedCores)
        {
            most = Math.Min(most, (cores - (double.IsNaN(mainCores) ? 1 : Math.Min(mainCores, cores))) / perWorker);
        }

        return Math.Max(1, (int)Math.Floor(most + 1e-9));
    }
}
