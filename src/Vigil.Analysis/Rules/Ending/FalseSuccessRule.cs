using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Core.Events;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>Exit code 0 without having done what the run set out to do.</summary>
internal sealed class FalseSuccessRule : EndingRule
{
    public override RuleDescription Description { get; } = Describe("VIG108", "false_success", "Exit code 0 without the work done");

    protected override string Why => "Whatever comes next in a pipeline takes it for finished: do not use its result before looking.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) => certificate.Verdict == Verdict.FalseSuccess;

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        if (evidence.EventsOf(EventTypes.CudaOom).Any())
        {
            foreach (Remedy remedy in MemoryRemedies.ForModel(evidence))
            {
                yield return remedy;
            }
        }

        if (certificate.LogCause is { } line)
        {
            yield return ErrorToFixRule.Fix(line);
        }

        yield return Advice("Let failures show", "End the program with an exit code other than 0 when it did not finish", "Schedulers and scripts then notice by themselves.");
    }
}
