using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>Data are waited for while cores idle, and there are few workers, or none, to use them.</summary>
internal sealed class TooFewWorkersRule : IRule
{
    private const int StepsWanted = 10;
    private static readonly Threshold s_cores = new("too_few_workers.percent_of_cores", 70, 0, 1000, "Workers below which there are few, percent of the processors that the program may use.");
    private static readonly Threshold s_wait = new("too_few_workers.wait_percent", 10, 0, 100, "Share of the steps' time spent waiting for data from which more workers are worth it, percent.");
    private static readonly Threshold s_cpu = new("too_few_workers.cpu_percent", 85, 0, 100, "CPU use above which no core is left for more workers, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG007",
        Name = "too_few_workers",
        Title = "Too few data-loading workers",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_cores, s_wait, s_cpu],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var steps = StepTimes.Of(evidence);
        var breakdown = StepTimeBreakdown.Of(evidence);
        bool isMeasured = breakdown.DataWaitBasis == ShareBasis.Measured;
        if (isMeasured && DataNeeds.LackingSteps(steps.DataCount, StepsWanted, "steps that say how long they waited for data") is { } fewSteps)
        {
            return fewSteps;
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        var machine = MachineLoad.Of(evidence);
        if (DataNeeds.Lacking(span, machine.CpuPercent, "CPU use") is { } lacking)
        {
            return lacking;
        }

        double wait = breakdown.DataWaitPercent;
        if (WorkerPlan.For(evidence, Math.Clamp(double.IsNaN(wait) ? 0 : wait / 100, 0, 1), isMeasured) is not { } plan || double.IsNaN(plan.Cores))
        {
            return RuleVerdict.NotApplicable("It is not known how many workers the run has, or how many cores.");
        }

        double percentOfCores = 100 * plan.Current / plan.Cores;
        double threshold = options[s_cores];
        if (!(wait > options[s_wait]) || !(percentOfCores < threshold) || span.Mean(machine.CpuPercent) > options[s_cpu] || plan.Remedy is not { } remedy)
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem waiting = isMeasured
            ? WindowEvidence.Steps(steps, $"Steps waited for data for {wait:0.#} % of their time.", wait, options[s_wait], "%", steps.DataCount)
            : WindowEvidence.Samples(span, machine.CpuPercent, SystemMetrics.CpuIdle, $"The training was idle for {wait:0.#} % of the time beside a busy loader.", wait, options[s_wait], "%");
        var workers = new EvidenceItem
        {
            Kind = ProgramLoad.Of(evidence).Workers.Count > 0 ? EvidenceKind.Samples : EvidenceKind.Setting,
            Text = $"{plan.Current} workers for {plan.Cores:0.##} cores; CPU use was {span.Mean(machine.CpuPercent):0} %.",
            Subject = nameof(TrainingSetting.NumWorkers),
            From = span.From,
            To = span.To,
            Value = plan.Current,
            Threshold = threshold / 100 * plan.Cores,
            Unit = "1",
            Count = span.Count,
        };
        return Description.Fired(
            Severity.Warning,
            plan.Current == 0 ? "No workers load data" : $"{plan.Current} workers are too few",
            $"{waiting.Text} {workers.Text} {(plan.Current == 0 ? "Without workers loading and training take turns." : $"Each used {plan.CoresPerWorker:0.##} cores.")}",
            Math.Min(breakdown.DataWaitConfidence, Sureness.Beyond(waiting.Count ?? 0, wait, options[s_wait])),
            [waiting, workers],
            remedy);
    }
}
