using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Events;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>The program crashed in native code.</summary>
internal sealed class CrashRule : EndingRule
{
    public override RuleDescription Description { get; } = Describe("VIG112", "crash", "The program crashed");

    protected override string Why => "It happened in native code (a library, an extension, a driver), which leaves no traceback.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) => certificate.Verdict == Verdict.Crash;

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        if (evidence.Events.LastOrDefault(item => item.Type is EventTypes.GpuXid or EventTypes.GpuLost) is { } gpu)
        {
            yield return Advice("Check the GPU", "Look up the XID in the driver's log (dmesg), and test or reset the device", EvidenceItems.Quote(gpu.Text("kernel") ?? gpu.Text("reason") ?? "The GPU reported an error") + ".");
        }

        string? library = evidence.EventsOf(EventTypes.Signal).Select(item => Library(item.Text("kernel"))).LastOrDefault(name => name is not null);
        if (library is not null)
        {
            yield return Advice("Change the version of the library", $"Install another version of what {library} belongs to", "The kernel names it as the place of the crash.");
        }

        yield return Advice("Let crashes say where they happen", "Run again with PYTHONFAULTHANDLER=1 in the environment", "Prints the line of Python that led into the crash.");
    }

    /// <summary>The file in <c>segfault at 0 ip … error 4 in libfoo.so[7f…]</c>; null when there is none.</summary>
    private static string? Library(string? line)
    {
        const string Mark = " in ";
        int at = line?.LastIndexOf(Mark, StringComparison.Ordinal) ?? -1;
        int end = at < 0 ? -1 : line!.IndexOf('[', at);
        return end < 0 ? null : line![(at + Mark.Length)..end];
    }
}
