using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Scoring;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Tests.Scoring;

public class PerformanceScoreTests
{
    private static PerformanceScore Score(EvidenceBuilder builder, params (RuleDescription, RuleVerdict)[] verdicts) => PerformanceScore.Of(builder.Build(), verdicts);

    private static (RuleDescription, RuleVerdict) Found(RuleCategory category, Severity severity) => (
        new RuleDescription { Id = "VIG001", Name = "rule", Title = "Rule", Category = category, Severity = severity },
        RuleVerdict.Fired(new Finding { RuleId = "VIG001", Severity = severity, Title = "Found", Explanation = "Found.", Confidence = 1, Evidence = [new EvidenceItem { Kind = EvidenceKind.Outcome, Text = "Seen." }] }));

    [Fact]
    public void A_run_in_which_nothing_is_wrong_has_100_and_an_empty_breakdown()
    {
        PerformanceScore score = Score(new EvidenceBuilder().Steps(100, step => step with { Loss = 1 }));
        score.Value.ShouldBe(100);
        score.Breakdown.ShouldBeEmpty();
    }

    [Fact]
    public void Each_bottleneck_costs_five_points()
    {
        PerformanceScore score = Score(new EvidenceBuilder().Steps(100), Found(RuleCategory.Input, Severity.Warning), Found(RuleCategory.Memory, Severity.Critical), Found(RuleCategory.Gpu, Severity.Info), Found(RuleCategory.Training, Severity.Critical));
        score.Value.ShouldBe(90);
        score.Breakdown.Select(item => (item.Name, item.Points)).ShouldBe([("bottleneck", -5), ("bottleneck", -5)]);
    }

    [Fact]
    public void Fewer_than_95_per_cent_of_good_steps_cost_points() =>
        Score(new EvidenceBuilder().Steps(100, step => step with { Loss = step.Step > 50 ? double.NaN : 1 })).Breakdown.ShouldHaveSingleItem().ShouldBe(new ScoreItem("success_rate", -23.7, "50 of 100 operations failed: 50 % succeeded, 95 % are wanted."));

    [Fact]
    public void Skipped_batches_are_failed_operations() =>
        Score(new EvidenceBuilder().Steps(10).Event(20, EventTypes.CudaOom).Event(30, EventTypes.CudaOom)).Breakdown.ShouldHaveSingleItem().Name.ShouldBe("success_rate");

    [Fact]
    public void Slow_steps_cost_points()
    {
        PerformanceScore score = Score(new EvidenceBuilder(3600).Steps(20));
        score.Breakdown.ShouldHaveSingleItem().Name.ShouldBe("p95_duration");
        score.Value.ShouldBe(90, 0.1);
    }

    [Fact]
    public void A_run_without_steps_is_one_operation() => Score(new EvidenceBuilder().Ended(EndCause.Error, 1)).Value.ShouldBe(50);

    [Fact]
    public void Well_used_devices_make_up_for_a_bottleneck()
    {
        PerformanceScore score = Score(new EvidenceBuilder().Steps(100).Gpu("gpu0", (GpuMetrics.Utilization, _ => 96)), Found(RuleCategory.Input, Severity.Warning));
        score.Value.ShouldBe(100);
        score.Breakdown[^1].Reason.ShouldBe("GPUs were 96 % busy.");
    }

    [Fact]
    public void Never_leaves_its_range() =>
        Score(new EvidenceBuilder(36000, 10).Steps(20, step => step with { Loss = double.NaN }).Ended(EndCause.HostOom), [.. Enumerable.Range(0, 20).Select(_ => Found(RuleCategory.Input, Severity.Critical))]).Value.ShouldBe(0);
}
