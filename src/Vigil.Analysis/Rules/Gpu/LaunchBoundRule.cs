using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>The training process keeps exactly one core busy while the accelerator idles: Python, or the launching of kernels, sets the pace.</summary>
internal sealed class LaunchBoundRule : IRule
{
    private const double MostCores = 1.3;
    private const double DataWaitPercent = 20;
    private static readonly Threshold s_core = new("launch_bound.main_percent", 90, 0, 100, "CPU use of the training process from which its one core is busy, percent of a core.");
    private static readonly Threshold s_gpu = new("launch_bound.gpu_percent", 50, 0, 100, "Utilisation below which the accelerator idles meanwhile, percent.");
    private static readonly Threshold s_time = new("launch_bound.time_percent", 50, 0, 100, "Share of the training that both must hold for, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG024",
        Name = "launch_bound",
        Title = "One CPU core sets the pace",
        Category = RuleCategory.Gpu,
        Severity = Severity.Warning,
        Thresholds = [s_core, s_gpu, s_time],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        double[] main = ProgramLoad.Of(evidence).BusiestMainCores;
        if ((PerGpu.LackingUtilization(evidence, span) ?? DataNeeds.Lacking(span, main, "the training process's CPU use")) is { } lacking)
        {
            return lacking;
        }

        double[] gpu = GpuLoad.Of(evidence).Percent;
        double percent = 100 * span.Share(main, gpu, (cores, busy) => cores >= options[s_core] / 100 && cores <= MostCores && busy < options[s_gpu]);
        double threshold = options[s_time];
        var breakdown = StepTimeBreakdown.Of(evidence);
        bool isWaiting = breakdown.DataWaitBasis == ShareBasis.Measured && breakdown.DataWaitPercent > DataWaitPercent;
        if (!(percent > threshold) || isWaiting)
        {
            return RuleVerdict.Quiet;
        }

        double idle = 100 - span.Mean(gpu);
        EvidenceItem item = WindowEvidence.Samples(
            span, main, ProcessMetrics.CpuUser, $"For {percent:0} % of the training the training process kept one core busy while the accelerator was below {options[s_gpu]:0} %.", percent, threshold, "%");
        return Description.Fired(
            Severity.Warning,
            "One CPU core sets the pace",
            $"{item.Text} It used {span.Mean(main):0.##} cores on average, the accelerator {span.Mean(gpu):0} %: each kernel ends before the next is launched.",
            Sureness.Beyond(item.Count ?? 0, percent, threshold),
            [item],
            Compile(evidence, idle),
            BatchSizeAdvice.For(evidence, span),
            new Remedy
            {
                Title = "Do less in Python per step",
                Action = "Avoid .item(), .cpu() and printing at every step; use fused optimisers and CUDA graphs",
                Impact = $"Accelerators idle for {idle:0} % of the time now",
                Effect = Effects.UpTo(idle, "bounded by the measured idle time of the accelerators"),
            });
    }

    private static Remedy? Compile(RunEvidence evidence, double idle) => evidence.Settings.Find(TrainingSetting.Compile)?.Flag == true ? null : new Remedy
    {
        Title = "Compile the model",
        Action = "Set compile: true (torch.compile)",
        Impact = "Fewer and larger kernels; the first steps take longer",
        Setting = TrainingSetting.Compile,
        Value = true,
        Effect = Effects.UpTo(idle, "bounded by the measured idle time of the accelerators; the part that compiling removes is assumed"),
    };
}
