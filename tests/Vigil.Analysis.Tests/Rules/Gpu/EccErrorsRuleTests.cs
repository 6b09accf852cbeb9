using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class EccErrorsRuleTests
{
    [Fact]
    public void Fires_when_errors_could_not_be_corrected() => Run(t => t > 60 ? 3 : 1, _ => 0).Judge<EccErrorsRule>().ShouldFire().Severity.ShouldBe(Severity.Critical);

    [Fact]
    public void Tells_of_many_corrected_ones() => Run(_ => 0, t => t).Judge<EccErrorsRule>().ShouldFire().Severity.ShouldBe(Severity.Info);

    [Fact]
    public void Stays_silent_about_errors_from_before_the_run() => Run(_ => 7, _ => 900).Judge<EccErrorsRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_about_a_few_corrected_ones() => Run(_ => 0, t => t > 60 ? 10 : 0).Judge<EccErrorsRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_to_memory_without_counters() => new EvidenceBuilder().Gpu("g", Scene.Utilization(95)).Judge<EccErrorsRule>().ShouldNotApply();

    private static EvidenceBuilder Run(Func<double, double> uncorrected, Func<double, double> corrected) => new EvidenceBuilder()
        .Gpu("g", Scene.Utilization(95), (GpuMetrics.EccUncorrected, uncorrected), (GpuMetrics.EccCorrected, corrected));
}
