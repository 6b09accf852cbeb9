using System.Text.Json.Nodes;
using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>The request would have fitted into what the framework's allocator kept unused, had that been in one piece.</summary>
internal sealed class CudaFragmentationRule : EndingRule
{
    private const string Segments = "expandable_segments";

    public override RuleDescription Description { get; } = Describe("VIG102", "cuda_fragmentation", "GPU memory fragmented");

    protected override string Why => "The allocator held enough unused memory for the request, but in pieces: another way of keeping it may do without changing the training.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) =>
        certificate.Verdict == Verdict.CudaOom && OomLedger.Of(evidence).Gpus.Any(gpu => gpu.IsFragmented);

    protected override IEnumerable<EvidenceItem> Details(RunEvidence evidence) => OomLedger.Of(evidence).Gpus.Where(gpu => gpu.IsFragmented).SelectMany(CudaOomRule.Accounts);

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        GpuLedger gpu = OomLedger.Of(evidence).Gpus.First(gpu => gpu.IsFragmented);
        if (!IsExpandable(evidence))
        {
            yield return new Remedy
            {
                Title = "Let memory segments grow",
                Action = "Set PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True in the environment",
                Impact = $"Makes up to {Phrase.Bytes(gpu.ReservedUnusedBytes!.Value)} usable; the request that failed was {Phrase.Bytes(gpu.RequestBytes!.Value)}.",
                Effect = new Effect
                {
                    Quantity = "gpu_memory",
                    Unit = "By",
                    Low = -gpu.ReservedUnusedBytes.Value,
                    Expected = -gpu.ReservedUnusedBytes.Value / 2,
                    High = 0,
                    Basis = "Measured: what was reserved but unused; assumed: between none and all of it becomes usable.",
                    IsMeasured = false,
                },
            };
        }

        foreach (Remedy remedy in MemoryRemedies.ForModel(evidence))
        {
            yield return remedy;
        }
    }

    private static bool IsExpandable(RunEvidence evidence) => evidence.Run.Start.Snapshot?["environment"] is JsonObject environment
        && environment.Any(variable => variable.Key.EndsWith("ALLOC_CONF", StringComparison.Ordinal)
            && variable.Value is JsonValue value && value.TryGetValue(out string? text) && text.Contains(Segments + ":True", StringComparison.OrdinalIgnoreCase));
}
