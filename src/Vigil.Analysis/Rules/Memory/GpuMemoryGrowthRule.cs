using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>Memory of an accelerator creeps up. The first minutes, in which an allocator fills its pool, are none.</summary>
internal sealed class GpuMemoryGrowthRule : IRule
{
    private const int MinSamples = 60;
    private const double GiB = 1 << 30;

    private static readonly Threshold s_percent = new("gpu_memory_growth.percent", 10, 0.1, 1000, "Growth of the floor, per cent of where it was");
    private static readonly Threshold s_confirmed = new("gpu_memory_growth.confirmed_gib", 1, 0.01, 1000, "Growth of the floor, GiB, that is told whatever the share");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG048",
        Name = "gpu_memory_growth",
        Title = "GPU memory creeps up",
        Category = RuleCategory.Memory,
        Severity = Severity.Warning,
        Thresholds = [s_percent, s_confirmed],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        IReadOnlyList<SubjectSeries> gpus = evidence.Of(SubjectKind.Gpu);
        int known = 0;
        List<Finding> findings = [];
        foreach (SubjectSeries gpu in gpus)
        {
            double[] used = gpu.Values(GpuMetrics.MemoryUsed);
            int count = used.Count(value => !double.IsNaN(value));
            known = Math.Max(known, count);
            if (count < MinSamples)
            {
                continue;
            }

            LeakResult leak = LeakTest.Of(gpu.Times, used);
            double before = leak.Floor.LevelAtEnd - leak.Floor.Change;
            if (leak.Shape == MemoryShape.Leak && (leak.Floor.Change > options[s_confirmed] * GiB || leak.Floor.Change > options[s_percent] / 100 * before))
            {
                findings.Add(Report(gpu, leak.Floor, count));
            }
        }

        return findings.Count > 0 ? RuleVerdict.Fired(findings.MaxBy(finding => finding.Evidence[0].Value ?? 0)!)
            : known == 0 ? RuleVerdict.NotApplicable("No memory of an accelerator was recorded.")
            : known < MinSamples ? RuleVerdict.InsufficientData($"{known} samples of the GPU; {MinSamples} are wanted.")
            : RuleVerdict.Quiet;
    }

    private Finding Report(SubjectSeries gpu, Trend floor, int count)
    {
        double total = MemoryUse.Last(gpu.Values(GpuMetrics.MemoryTotal));
        double room = total - floor.LevelAtEnd;
        string full = room > 0 ? $" At that rate it is full in {Phrase.Duration(room / floor.SlopePerSecond)}." : "";
        return new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = $"GPU memory grows {Phrase.Bytes(floor.SlopePerSecond * 3600)} an hour",
            Explanation = $"Memory in use on GPU {gpu.Attribute(SubjectAttributes.Index)} grew by {Phrase.Bytes(floor.Change)} in {Phrase.Duration(floor.Seconds)}, to {Phrase.Bytes(floor.LevelAtEnd)}, and has not settled.{full} Tensors kept over steps (a loss with its graph, outputs in a list) do this, or shapes that differ with each batch.",
            Confidence = Sureness.Of(count, 300, 1 + Math.Abs(floor.Concordance)),
            Evidence = [SampleEvidence.Of(gpu, 0, gpu.Count - 1, GpuMetrics.MemoryUsed, $"Floor rises by {Phrase.Bytes(floor.SlopePerSecond * 3600)} an hour (between {Phrase.Bytes(floor.SlopeLow * 3600)} and {Phrase.Bytes(floor.SlopeHigh * 3600)}).", floor.SlopePerSecond * 3600, unit: "By/h")],
            Remedies =
            [
                new Remedy { Title = "Find what is kept", Action = "Detach what is stored over steps (loss.item(), tensor.detach()), and look at torch.cuda.memory_snapshot()", Impact = "Memory stays where it is" },
                new Remedy { Title = "Let the allocator grow its segments", Action = "Set PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True", Impact = "Batches of many shapes no longer leave gaps" },
            ],
        };
    }
}
