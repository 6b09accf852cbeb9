using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Input;

public class CpuThrottledRuleTests
{
    [Fact]
    public void Fires_when_the_group_is_held_back()
    {
        Finding finding = Run(limit: 2, heldShare: 0.6).Judge<CpuThrottledRule>().ShouldFire();
        finding.Evidence[0].Value.ShouldNotBeNull().ShouldBe(60, 0.5);
        finding.Remedies[0].Effect!.Low.ShouldBe(-60, 0.5);
    }

    [Fact]
    public void Advises_fewer_threads_when_there_are_more_than_the_limit_allows() => Run(limit: 2, heldShare: 0.6)
        .Process(10, ProcessRoles.Main, [.. Scene.Process(2), (ProcessMetrics.Threads, _ => 64)]).Judge<CpuThrottledRule>().ShouldFire()
        .Remedies.ShouldContain(remedy => remedy.Setting == TrainingSetting.CpuThreads && remedy.Value!.GetValue<int>() == 2);

    [Fact]
    public void Stays_silent_just_below() => Run(limit: 2, heldShare: 0.09).Judge<CpuThrottledRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_a_limit() => Run(limit: double.NaN, heldShare: 0).Judge<CpuThrottledRule>().ShouldNotApply();

    [Fact]
    public void Lacks_data_in_a_few_seconds() => Run(limit: 2, heldShare: 0.6, seconds: 5).Judge<CpuThrottledRule>().ShouldLackData();

    private static EvidenceBuilder Run(double limit, double heldShare, double seconds = 120) => new EvidenceBuilder(seconds).System(Scene.Cpu(16, 20)).Cgroup(
        (CgroupMetrics.CpuLimit, _ => limit),
        (CgroupMetrics.CpuTime, t => t * 1.9),
        (CgroupMetrics.CpuPeriods, t => t * 10),
        (CgroupMetrics.CpuThrottledPeriods, t => Math.Round(t * 10 * heldShare)));
}
