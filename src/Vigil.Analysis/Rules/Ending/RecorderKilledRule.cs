using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>The recorder was killed, so that nobody saw how the program ended.</summary>
internal sealed class RecorderKilledRule : EndingRule
{
    public override RuleDescription Description { get; } = Describe("VIG111", "recorder_killed", "The recorder was killed", Severity.Warning);

    protected override string Why => "The program may have gone on, ended well, or died with it.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) => certificate.Verdict == Verdict.RecorderKilled;

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        yield return Advice("Check whether it still runs", $"Look for: {EvidenceItems.Quote(string.Join(' ', evidence.Run.Start.Command))}", "A program outlives its recorder unless it reads from or writes to it.");
        yield return Advice("Keep both out of the session's reach", "Start vigil run within tmux, systemd-run --user or a batch job", "A closed connection or session then ends neither.");
    }
}
