using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>
/// Others use the accelerator that the run uses. Told only where one of the run's own processes is seen on it: in a container
/// the driver may name processes as the host does, and then nobody can be told apart.
/// </summary>
internal sealed class SharedGpuRule : IRule
{
    private static readonly Threshold s_utilization = new("gpu_shared.percent", 10, 0, 100, "Mean utilisation by programs outside of the run, percent.");
    private static readonly Threshold s_memory = new("gpu_shared.memory_percent", 10, 0, 100, "Device memory held by programs outside of the run at most, percent of the device.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG033",
        Name = "gpu_shared",
        Title = "Others use the GPU too",
        Category = RuleCategory.Gpu,
        Severity = Severity.Warning,
        Thresholds = [s_utilization, s_memory],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var load = GpuLoad.Of(evidence);
        ILookup<string, SubjectSeries> byGpu = evidence.Of(SubjectKind.GpuProcess).ToLookup(GpuLoad.GpuKeyOf);
        SubjectSeries[] gpus = [.. load.All.Where(gpu => byGpu[gpu.Subject.Key].Any(load.IsOwn))];
        if (gpus.Length == 0)
        {
            return RuleVerdict.NotApplicable("No process of the run is seen on an accelerator.");
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        if (DataNeeds.Lacking(span, load.Percent, "GPU utilisation") is { } lacking)
        {
            return lacking;
        }

        Finding[] findings = [.. gpus.Select(gpu => Judge(gpu, [.. byGpu[gpu.Subject.Key].Where(process => !load.IsOwn(process))], span, options)).OfType<Finding>()];
        return findings.Length > 0 ? RuleVerdict.Fired(findings) : RuleVerdict.Quiet;
    }

    private Finding? Judge(SubjectSeries gpu, SubjectSeries[] others, TimelineSpan span, RuleOptions options)
    {
        double[] utilization = span.Timeline.Sum(others, static process => process.Values(GpuProcessMetrics.Utilization));
        double[] memory = span.Timeline.Sum(others, static process => process.Values(GpuProcessMetrics.MemoryUsed));
        double mean = span.Mean(utilization);
        double held = span.Maximum(memory);
        double percent = 100 * held / span.Maximum(span.On(gpu, GpuMetrics.MemoryTotal));
        bool isBusy = mean > options[s_utilization];
        if (!isBusy && !(percent > options[s_memory]))
        {
            return null;
        }

        string who = string.Join(", ", others.Select(GpuLoad.PidOf).Distinct().Take(5));
        EvidenceItem item = isBusy
            ? WindowEvidence.Samples(span, utilization, GpuProcessMetrics.Utilization, $"Programs outside of the run (process {who}) kept {GpuLoad.NameOf(gpu)} busy for {mean:0} % of the time.", mean, options[s_utilization], "%")
            : WindowEvidence.Samples(span, memory, GpuProcessMetrics.MemoryUsed, $"Programs outside of the run (process {who}) held {held / (1L << 30):0.#} GiB of {GpuLoad.NameOf(gpu)}'s memory.", percent, options[s_memory], "%");
        return Description.Finding(
            Severity.Warning,
            "Others use the GPU too",
            $"{item.Text} {(isBusy ? "Kernels of different programs take turns." : "That memory is missing here, and whoever asks last runs out of it.")}",
            Sureness.Beyond(item.Count ?? 0, item.Value ?? 0, item.Threshold ?? 0),
            [item],
            new Remedy
            {
                Title = "Have the GPU alone",
                Action = $"End process {who}, or choose another GPU with CUDA_VISIBLE_DEVICES",
                Impact = isBusy ? $"Up to {mean:0} % of the GPU's time becomes free" : $"{held / (1L << 30):0.#} GiB of device memory become free",
                Effect = isBusy ? Effects.UpTo(Math.Min(mean, 100), "bounded by the measured utilisation by others") : null,
            });
    }
}
