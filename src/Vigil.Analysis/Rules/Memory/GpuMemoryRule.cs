using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>Memory of an accelerator is nearly used up.</summary>
internal sealed class GpuMemoryRule : IRule
{
    private static readonly Threshold s_info = new("gpu_memory.high_percent", 90, 1, 100, "Per cent of device memory in use from which on it is told");
    private static readonly Threshold s_warning = new("gpu_memory.warning_percent", 92, 1, 100, "Per cent of device memory in use from which on it is a warning");
    private static readonly Threshold s_critical = new("gpu_memory.critical_percent", 97, 1, 100, "Per cent of device memory in use from which on it is critical");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG047",
        Name = "gpu_memory",
        Title = "GPU memory is nearly used up",
        Category = RuleCategory.Memory,
        Severity = Severity.Critical,
        Thresholds = [s_info, s_warning, s_critical],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        (SubjectSeries Gpu, double Share, int At, double Total)? worst = null;
        foreach (SubjectSeries gpu in evidence.Of(SubjectKind.Gpu))
        {
            double total = MemoryUse.Last(gpu.Values(GpuMetrics.MemoryTotal));
            double[] used = gpu.Values(GpuMetrics.MemoryUsed);
            int at = -1;
            for (int i = 0; i < used.Length; i++)
            {
                at = !double.IsNaN(used[i]) && (at < 0 || used[i] > used[at]) ? i : at;
            }

            if (at >= 0 && total > 0 && !(worst?.Share >= used[at] / total))
            {
                worst = (gpu, used[at] / total, at, total);
            }
        }

        if (worst is not var (device, share, peakAt, bytes))
        {
            return RuleVerdict.NotApplicable("No memory of an accelerator was recorded.");
        }

        if (share * 100 <= options[s_info])
        {
            return RuleVerdict.Quiet;
        }

        double peak = share * bytes;
        double time = device.Times[peakAt];
        double own = OwnBytes(evidence, device, time);
        bool others = own > 0 && own < 0.5 * peak;
        string holders = own <= 0 ? "" : others ? $" This run held {Phrase.Bytes(own)}; other programs hold the rest." : $" This run held {Phrase.Bytes(own)}.";
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = share * 100 > options[s_critical] ? Severity.Critical : share * 100 > options[s_warning] ? Severity.Warning : Severity.Info,
            Title = $"GPU memory at {Phrase.Percent(share)} of {Phrase.Bytes(bytes)}",
            Explanation = $"Memory of GPU {device.Attribute(SubjectAttributes.Index)} reached {Phrase.Bytes(peak)} of {Phrase.Bytes(bytes)} ({Phrase.Percent(share)}).{holders} PyTorch's allocator keeps what it once had, so not all of it need be in use; a longer sequence or a larger image may still fail.",
            Confidence = Sureness.Of(device.Values(GpuMetrics.MemoryUsed).Count(value => value > options[s_info] / 100 * bytes), 60, 1.3),
            Evidence = [SampleEvidence.Of(device, peakAt, peakAt, GpuMetrics.MemoryUsed, $"{Phrase.Bytes(peak)} of {Phrase.Bytes(bytes)} in use on GPU {device.Attribute(SubjectAttributes.Index)}.", share * 100, options[s_info], "%")],
            Remedies = others
                ? [new Remedy { Title = "Free the GPU of other programs", Action = "End them, or choose another GPU (CUDA_VISIBLE_DEVICES)", Impact = $"{Phrase.Bytes(peak - own)} are held by others" }]
                : [.. MemoryRemedies.SmallerModel(evidence)],
        });
    }

    /// <summary>Device memory of this run's processes at an instant; 0 where the driver's process numbers are not those seen here.</summary>
    private static double OwnBytes(RunEvidence evidence, SubjectSeries device, double time)
    {
        HashSet<string?> pids = [.. evidence.Of(SubjectKind.Process).Select(process => process.Attribute(SubjectAttributes.Pid))];
        double own = 0;
        foreach (SubjectSeries process in evidence.Of(SubjectKind.GpuProcess))
        {
            if (!process.Subject.Key.StartsWith(device.Subject.Key + "/", StringComparison.Ordinal) || !pids.Contains(process.Attribute(SubjectAttributes.Pid)))
            {
                continue;
            }

            int row = Array.BinarySearch(process.Times, time);
            row = row < 0 ? ~row - 1 : row;
            double used = row < 0 ? double.NaN : process.Values(GpuProcessMetrics.MemoryUsed)[row];
            own += double.IsNaN(used) ? 0 : used;
        }

        return own;
    }
}
