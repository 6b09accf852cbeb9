using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>An accelerator's memory was not enough for what the run asked for.</summary>
internal sealed class CudaOomRule : EndingRule
{
    private const double MuchOfDevice = 0.05;

    public override RuleDescription Description { get; } = Describe("VIG101", "cuda_oom", "GPU out of memory");

    protected override string Why => "The same settings fail again at the same place: less must be kept on the device.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) =>
        certificate.Verdict == Verdict.CudaOom && !OomLedger.Of(evidence).Gpus.Any(gpu => gpu.IsFragmented);

    protected override IEnumerable<EvidenceItem> Details(RunEvidence evidence) => OomLedger.Of(evidence).Gpus.Where(gpu => gpu.RequestBytes is not null).SelectMany(Accounts);

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        foreach (GpuLedger gpu in OomLedger.Of(evidence).Gpus.Where(gpu => gpu.OtherTenantsBytes > MuchOfDevice * gpu.TotalBytes))
        {
            string who = gpu.OtherTenants is [{ Pid: > 0 } only] ? $"process {only.Pid}" : "the other processes";
            yield return Advice("Free the GPU of other programs", $"Stop {who} on GPU {gpu.Index}, or take another GPU", $"Frees {Phrase.Bytes(gpu.OtherTenantsBytes!.Value)}; the request that failed was {Phrase.Bytes(gpu.RequestBytes ?? double.NaN)}.");
        }

        Remedy[] remedies = [.. MemoryRemedies.ForModel(evidence)];
        foreach (Remedy remedy in remedies)
        {
            yield return remedy;
        }

        if (remedies.Length == 0)
        {
            yield return Advice("Need less GPU memory", "Reduce the batch size, or enable gradient checkpointing", "This run's settings are not known; these two are what helps most programs.");
        }
    }

    /// <summary>Who held the device, as sentences.</summary>
    internal static IEnumerable<EvidenceItem> Accounts(GpuLedger gpu)
    {
        foreach ((string text, double? bytes) in ((string, double?)[])
        [
            ("The request that failed", gpu.RequestBytes), ("Free", gpu.FreeBytes), ("Held by this run", gpu.OwnBytes), ("Of that in tensors", gpu.AllocatedBytes),
            ("Of that reserved but unused", gpu.ReservedUnusedBytes), ("Held by other programs", gpu.OtherTenantsBytes), ("Memory of the device", gpu.TotalBytes),
        ])
        {
            if (bytes is { } value)
            {
                yield return new EvidenceItem { Kind = EvidenceKind.Samples, Subject = "gpu_ledger", Text = $"{text}: {Phrase.Bytes(value)}.", From = gpu.At, Value = value, Threshold = gpu.TotalBytes, Unit = "By" };
            }
        }
    }
}
