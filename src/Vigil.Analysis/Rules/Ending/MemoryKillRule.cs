using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>The machine or the control group ran out of memory, and the kernel killed a part of the run.</summary>
internal sealed class MemoryKillRule : EndingRule
{
    private const int MostTold = 5;
    private const double Much = 0.2;

    public override RuleDescription Description { get; } = Describe("VIG100", "memory_kill", "Out of memory");

    protected override string Why => "The kernel picks a process and ends it without a word in the log; the next run ends the same way unless it needs less or may have more.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) => certificate.Verdict is Verdict.HostOom or Verdict.CgroupOom;

    protected override string Title(DeathCertificate certificate) =>
        certificate.Verdict == Verdict.CgroupOom ? "Control group out of memory" : "Machine out of memory";

    protected override IEnumerable<EvidenceItem> Details(RunEvidence evidence) => OomLedger.Of(evidence).Memory is not { } ledger ? [] :
        ledger.Entries.OrderByDescending(entry => entry.Bytes).Take(MostTold).Select(entry => EvidenceItems.Samples(
            "ledger", $"{char.ToUpperInvariant(entry.Name[0])}{entry.Name[1..]} held {Phrase.Bytes(entry.Bytes)} ({Phrase.Percent(entry.Bytes / ledger.TotalBytes)}) {(ledger.IsAtKill ? "before the kill" : "at the peak")}.",
            ledger.At, null, entry.Bytes, ledger.TotalBytes, "By"));

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        foreach (Remedy remedy in MemoryRemedies.From(WhatFits.ForMemory(evidence)))
        {
            yield return remedy;
        }

        MemoryLedger? ledger = OomLedger.Of(evidence).Memory;
        double machine = evidence.System?.Values(SystemMetrics.MemoryTotal).LastOrDefault(value => !double.IsNaN(value), double.NaN) ?? double.NaN;
        if (certificate.Verdict == Verdict.CgroupOom)
        {
            yield return Advice(
                "Raise the memory limit",
                ledger?.IsLimited == true ? $"Give the container or job more than {Phrase.Bytes(ledger.TotalBytes)}" : "Give the container or job more memory",
                machine > ledger?.TotalBytes ? $"The machine has {Phrase.Bytes(machine)}." : "The run may then take what it needs.");
        }
        else if (ledger is { IsLimited: false } && ledger.Of(LedgerHolder.OtherPrograms) is var others && others > Much * ledger.TotalBytes)
        {
            yield return Advice("Stop other programs", "Stop other programs on this machine, or run elsewhere", $"They and the kernel held {Phrase.Bytes(others)}.");
        }

        if (certificate.LogCause is { } line && CodePlace.Of(line.Stack) is { } place)
        {
            yield return Advice("Allocate less at once", $"Look at {place}: {EvidenceItems.Quote(line.Message)}", "The allocation that failed was made there.");
        }
    }
}
