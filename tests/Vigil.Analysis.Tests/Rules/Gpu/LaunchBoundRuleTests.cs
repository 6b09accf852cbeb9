using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class LaunchBoundRuleTests
{
    [Fact]
    public void Fires_when_one_core_is_busy_and_the_accelerator_is_not()
    {
        Finding finding = Run(0.99, 35).Judge<LaunchBoundRule>().ShouldFire();
        finding.Remedies[0].Setting.ShouldBe(TrainingSetting.Compile);
        finding.Remedies[0].Effect!.Low.ShouldBe(-65, 0.5);
    }

    [Fact]
    public void Does_not_advise_to_compile_what_is_compiled() => Run(0.99, 35).Setting(TrainingSetting.Compile, true, "compile").Judge<LaunchBoundRule>().ShouldFire()
        .Remedies.ShouldNotContain(remedy => remedy.Setting == TrainingSetting.Compile);

    [Fact]
    public void Stays_silent_when_the_core_has_room() => Run(0.85, 35).Judge<LaunchBoundRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_the_accelerator_is_busy() => Run(1, 55).Judge<LaunchBoundRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_the_steps_wait_for_data() => Run(0.99, 35).Steps(100, step => step with { StepSeconds = 1, DataSeconds = 0.5 }).Judge<LaunchBoundRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_an_accelerator() => new EvidenceBuilder().Process(10, ProcessRoles.Main, Scene.Process(1)).Judge<LaunchBoundRule>().ShouldNotApply();

    private static EvidenceBuilder Run(double cores, double gpu) => new EvidenceBuilder().System(Scene.Cpu(8, 20)).Gpu("g", Scene.Utilization(gpu)).Process(10, ProcessRoles.Main, Scene.Process(cores));
}
