using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class LoadImbalanceRuleTests
{
    [Fact]
    public void Fires_when_one_gpu_does_most_of_the_work() => new EvidenceBuilder().Gpu("a", Scene.Utilization(98)).Gpu("b", Scene.Utilization(40)).Judge<LoadImbalanceRule>().ShouldFire();

    [Fact]
    public void Stays_silent_when_they_differ_a_little() => new EvidenceBuilder().Gpu("a", Scene.Utilization(92)).Gpu("b", Scene.Utilization(88)).Judge<LoadImbalanceRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_count_gpus_that_the_run_does_not_use() => new EvidenceBuilder().Gpu("a", Scene.Utilization(98)).Gpu("b", Scene.Utilization(0)).Judge<LoadImbalanceRule>().ShouldNotApply();

    [Fact]
    public void Lacks_data_in_a_few_seconds() => new EvidenceBuilder(seconds: 5).Gpu("a", Scene.Utilization(98)).Gpu("b", Scene.Utilization(40)).Judge<LoadImbalanceRule>().ShouldLackData();
}
