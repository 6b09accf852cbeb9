using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Tests.Support;
using Vigil.Analysis.Trends;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class MemoryLeakRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(Func<double, double> resident, double seconds = 600) => new EvidenceBuilder(seconds).Process(1, "main", (ProcessMetrics.Resident, resident));

    [Fact]
    public void A_floor_that_rises_all_the_time_is_a_leak()
    {
        var noise = new Noise(1);
        Finding finding = Run(t => (2 * GiB) + (t * 4e6) + (2e6 * noise.Normal())).Judge<MemoryLeakRule>().Findings.ShouldHaveSingleItem();
        finding.Evidence[0].Value!.Value.ShouldBe(4e6 * 3600, 4e6 * 360);
    }

    [Fact]
    public void A_leak_under_a_sawtooth_is_one() => Run(t => (2 * GiB) + (t * 4e6) + (t % 30 * 2e7)).Judge<MemoryLeakRule>().State.ShouldBe(RuleState.Fired);

    [Fact]
    public void A_leak_that_stands_at_the_limit_has_not_settled()
    {
        static double Held(double t) => Math.Min(690, 10 + (t * 2)) * (1 << 20);
        RunEvidence evidence = Run(Held).Cgroup((CgroupMetrics.MemoryLimit, _ => 700.0 * (1 << 20)), (CgroupMetrics.MemoryWorkingSet, Held)).Build();

        new MemoryLeakRule().Evaluate(evidence, RuleOptions.Default).State.ShouldBe(RuleState.Fired);
        TrendReporter.Of(evidence).Series.Single(series => series.Name == SeriesNames.ProgramMemory).Leak!.Shape.ShouldBe(MemoryShape.Leak);
    }

    [Fact]
    public void A_sawtooth_is_none() => Run(t => (2 * GiB) + (t % 60 * 2e7)).Judge<MemoryLeakRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Loading_is_none() => Run(t => Math.Min(t, 60) / 60 * 8 * GiB).Judge<MemoryLeakRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_slow_growth_is_of_no_account() => Run(t => (2 * GiB) + (t * 1e4)).Judge<MemoryLeakRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Few_samples_are_said_to_be_few() => Run(t => t * GiB, 10).Judge<MemoryLeakRule>().State.ShouldBe(RuleState.InsufficientData);
}
