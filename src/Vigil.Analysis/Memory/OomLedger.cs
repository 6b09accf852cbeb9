using Vigil.Analysis.Evidence;

namespace Vigil.Analysis.Memory;

/// <summary>Who held the memory when it was scarcest.</summary>
/// <param name="Memory">Of the machine or control group; null when no sample tells.</param>
/// <param name="Gpus">Of each accelerator with memory of its own; empty when there is none, or it shares the machine's.</param>
public sealed record OomLedger(MemoryLedger? Memory, IReadOnlyList<GpuLedger> Gpus)
{
    /// <summary>The ledger of a run; drawn once.</summary>
    public static OomLedger Of(RunEvidence evidence) =>
        evidence.Derive(static evidence => new OomLedger(MemoryLedgerReader.Read(evidence), GpuLedgerReader.Read(evidence)));
}
