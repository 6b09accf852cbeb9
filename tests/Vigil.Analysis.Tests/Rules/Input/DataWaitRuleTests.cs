using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Input;

public class DataWaitRuleTests
{
    [Fact]
    public void Fires_when_the_steps_say_that_they_wait()
    {
        Finding finding = Waiting(0.4).Setting(TrainingSetting.NumWorkers, 2.0, "num_workers").Judge<DataWaitRule>().ShouldFire();
        finding.Severity.ShouldBe(Severity.Warning);
        finding.Evidence[0].Value.ShouldNotBeNull().ShouldBe(40, 0.1);
        Remedy workers = finding.Remedies[0];
        workers.Setting.ShouldBe(TrainingSetting.NumWorkers);
        workers.Value!.GetValue<int>().ShouldBe(4);
        Effect effect = workers.Effect.ShouldNotBeNull();
        effect.IsMeasured.ShouldBeTrue();
        effect.Low.ShouldBe(-40, 0.1);
        effect.Expected.ShouldBeInRange(effect.Low, effect.High);
    }

    [Fact]
    public void Fires_when_accelerators_idle_beside_busy_workers()
    {
        EvidenceBuilder run = new EvidenceBuilder().System(Scene.Cpu(8, 40)).Gpu("g", Scene.Utilization(50)).Steps(100)
            .Process(10, ProcessRoles.Main, Scene.Process(0.3)).Process(11, ProcessRoles.Worker, Scene.Process(0.95));
        Finding finding = run.Judge<DataWaitRule>().ShouldFire();
        finding.Explanation.ShouldContain("limited by the CPU");
        finding.Remedies[0].Effect!.IsMeasured.ShouldBeFalse();
    }

    [Fact]
    public void Is_told_without_a_warning_between_both_thresholds() => Waiting(0.1).Judge<DataWaitRule>().ShouldFire().Severity.ShouldBe(Severity.Info);

    [Fact]
    public void Stays_silent_just_below_the_threshold() => Waiting(0.045).Judge<DataWaitRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_accelerators_are_busy() => new EvidenceBuilder().System(Scene.Cpu(8, 40)).Gpu("g", Scene.Utilization(97)).Steps(100)
        .Process(10, ProcessRoles.Main, Scene.Process(0.9)).Process(11, ProcessRoles.Worker, Scene.Process(0.3)).Judge<DataWaitRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_take_a_program_that_sleeps_without_accelerator_for_one_that_waits_for_data() =>
        new EvidenceBuilder().System(Scene.Cpu(8, 5)).Steps(100).Process(10, ProcessRoles.Main, Scene.Process(0.05)).Judge<DataWaitRule>().ShouldBeQuiet();

    [Fact]
    public void Lacks_data_after_a_few_steps() => new EvidenceBuilder(seconds: 20).System(Scene.Cpu(8, 40)).Steps(4, step => step with { StepSeconds = 5, DataSeconds = 4 })
        .Judge<DataWaitRule>().ShouldLackData();

    [Fact]
    public void Does_not_advise_what_the_run_does_already() => Waiting(0.4).Setting(TrainingSetting.CacheLatents, true, "cache_latents_to_disk").Judge<DataWaitRule>().ShouldFire()
        .Remedies.ShouldNotContain(remedy => remedy.Setting == TrainingSetting.CacheLatents);

    [Fact]
    public void Judges_a_live_run_alike() => Waiting(0.4).Live().Judge<DataWaitRule>().ShouldFire();

    private static EvidenceBuilder Waiting(double share) => new EvidenceBuilder().System(Scene.Cpu(8, 40)).Process(10, ProcessRoles.Main, Scene.Process(0.5))
        .Steps(120, step => step with { StepSeconds = 1, DataSeconds = share });
}
