using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>The program could not be started.</summary>
internal sealed class NotStartedRule : EndingRule
{
    public override RuleDescription Description { get; } = Describe("VIG114", "not_started", "The program could not be started");

    protected override string Why => "Nothing was run.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) => certificate.Verdict == Verdict.NotStarted;

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        string program = evidence.Run.Start.Command is [var name, ..] ? name : "the program";
        yield return Advice("Correct the command", $"Check that {program} exists, may be executed, and is on the PATH of this environment", $"It was looked for from {evidence.Run.Start.WorkingDirectory}.");
    }
}
