using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>Killed by a signal that nothing explains.</summary>
internal sealed class KilledRule : EndingRule
{
    public override RuleDescription Description { get; } = Describe("VIG113", "killed", "Killed, and nothing says by whom");

    protected override string Why => "Memory was not seen to be short, so more of it would not help.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) => certificate.Verdict == Verdict.Killed;

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        yield return Advice("Find out who sent it", "Ask the scheduler, the container runtime, and whoever shares the machine, for a kill at that time", "Time limits, evictions and health checks end programs this way.");
        yield return Advice("Let Vigil read the kernel's log", "Run vigil doctor, and allow /dev/kmsg to be read (kernel.dmesg_restrict=0, or as root)", "A kill for want of memory is then named with its victim.");
    }
}
