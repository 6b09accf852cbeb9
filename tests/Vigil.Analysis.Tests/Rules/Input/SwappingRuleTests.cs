using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Input;

public class SwappingRuleTests
{
    [Fact]
    public void Fires_when_pages_come_back_from_swap()
    {
        Finding finding = Run(8e6, stall: 0.3).Judge<SwappingRule>().ShouldFire();
        finding.Remedies[0].Effect!.Low.ShouldBe(-30, 0.5);
    }

    [Fact]
    public void Stays_silent_just_below() => Run(0.9e6).Judge<SwappingRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_after_one_burst() => new EvidenceBuilder().System([.. Scene.Cpu(4, 50), (SystemMetrics.SwapIn, t => t < 60 ? 0 : 500e6)]).Judge<SwappingRule>().ShouldBeQuiet();

    [Fact]
    public void Lacks_data_in_a_few_seconds() => Run(8e6, seconds: 5).Judge<SwappingRule>().ShouldLackData();

    private static EvidenceBuilder Run(double rate, double stall = double.NaN, double seconds = 120) => new EvidenceBuilder(seconds)
        .System([.. Scene.Cpu(4, 50), (SystemMetrics.SwapIn, t => t * rate), (SystemMetrics.PressureMemorySome, t => t * stall), (SystemMetrics.SwapUsed, _ => 2e9)]);
}
