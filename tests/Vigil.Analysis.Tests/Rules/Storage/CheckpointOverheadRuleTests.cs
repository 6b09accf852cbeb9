using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Storage;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Events;

namespace Vigil.Analysis.Tests.Rules.Storage;

public class CheckpointOverheadRuleTests
{
    private const double GiB = 1 << 30;

    /// <summary>A step a second, and a checkpoint after each fiftieth that takes a while.</summary>
    private static EvidenceBuilder Run(double pause)
    {
        var run = new EvidenceBuilder(400);
        double at = 0;
        for (int step = 1; step <= 250; step++)
        {
            at += step % 50 == 1 && step > 1 ? 1 + pause : 1;
            run.Step(new() { Step = step, UnixSeconds = EvidenceBuilder.Start + at, Source = Core.Training.StepSource.Output });
            if (step % 50 == 0)
            {
                run.Event(at + 0.1, EventTypes.CheckpointSaved);
            }
        }

        return run;
    }

    [Fact]
    public void Long_pauses_at_checkpoints_are_told()
    {
        Finding finding = Run(12).Judge<CheckpointOverheadRule>().Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Warning);
        finding.Remedies[0].Effect!.IsMeasured.ShouldBeTrue();
    }

    [Fact]
    public void Short_ones_are_fine() => Run(0.5).Judge<CheckpointOverheadRule>().State.ShouldBe(RuleState.Quiet);
}
