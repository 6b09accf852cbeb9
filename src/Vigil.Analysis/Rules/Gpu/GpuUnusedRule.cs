using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>The machine has accelerators, the training goes on, and none of them does anything.</summary>
internal sealed class GpuUnusedRule : IRule
{
    private const double ComputingCores = 0.5;
    private static readonly Threshold s_seconds = new("gpu_unused.seconds", 60, 30, 1_000_000, "Time that the training must go on without them, seconds.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG023",
        Name = "gpu_unused",
        Title = "GPU present and not used",
        Category = RuleCategory.Gpu,
        Severity = Severity.Warning,
        Thresholds = [s_seconds],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var gpu = GpuLoad.Of(evidence);
        if (!gpu.IsKnown)
        {
            return RuleVerdict.NotApplicable("The machine has no accelerator, or it does not tell its utilisation.");
        }

        if (!gpu.IsIdle || evidence.Of(SubjectKind.GpuProcess).Any(gpu.IsOwn))
        {
            return RuleVerdict.Quiet;
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        if (DataNeeds.Lacking(span, gpu.Percent, "GPU utilisation") is { } lacking)
        {
            return lacking;
        }

        double threshold = options[s_seconds];
        if (span.Seconds < threshold)
        {
            return RuleVerdict.InsufficientData($"{span.Seconds:0} s of training; {threshold:0} s are wanted.");
        }

        bool isTraining = StepTimes.Of(evidence).All.Count >= 2;
        if (!isTraining && !(span.Mean(ProgramLoad.Of(evidence).MainCores) > ComputingCores))
        {
            return RuleVerdict.NotApplicable("Nothing is being trained: no steps, and hardly any CPU use.");
        }

        LogFinding? said = evidence.Log.Findings.Concat(evidence.Log.Warnings).FirstOrDefault(static finding => finding.Class == CauseClass.CudaUnavailable);
        EvidenceItem item = WindowEvidence.Samples(
            span, gpu.Percent, GpuMetrics.Utilization, $"{string.Join(", ", gpu.All.Select(GpuLoad.NameOf))}: idle for all {Phrase.Duration(span.Seconds)} of the training.", span.Maximum(gpu.Percent), GpuLoad.ActivePercent, "%");
        EvidenceItem[] items = said is null ? [item] : [item, new EvidenceItem { Kind = EvidenceKind.LogLine, Text = $"Line {said.Line}: {said.Message}", From = said.Timestamp, Count = said.Count }];
        return Description.Fired(
            Severity.Warning,
            "Training on the CPU beside an idle GPU",
            $"{item.Text} {(said is null ? "" : "The log says that none could be used. ")}A GPU trains neural networks tens of times faster than processors do.",
            said is null ? Sureness.Beyond(item.Count ?? 0, span.Seconds, threshold) : 0.95,
            items,
            new Remedy
            {
                Title = "Train on the GPU",
                Action = "Check torch.cuda.is_available(), that the installed build of the framework is one for GPUs, CUDA_VISIBLE_DEVICES, and that model and data are moved to the device",
                Impact = "Steps become several times shorter",
            });
    }
}
