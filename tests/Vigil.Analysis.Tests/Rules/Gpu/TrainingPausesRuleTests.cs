using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class TrainingPausesRuleTests
{
    [Fact]
    public void Fires_when_checkpoints_take_much_time()
    {
        Finding finding = Run(pause: 10).Setting(TrainingSetting.SaveEvery, 20.0, "save_every").Judge<TrainingPausesRule>().ShouldFire();
        finding.Title.ShouldStartWith("Checkpoints take 29");
        finding.Remedies[0].Setting.ShouldBe(TrainingSetting.SaveEvery);
        finding.Remedies[0].Value!.GetValue<int>().ShouldBeGreaterThan(20);
        finding.Remedies[0].Effect!.IsMeasured.ShouldBeTrue();
    }

    [Fact]
    public void Tells_samples_from_checkpoints() => Run(pause: 10, EventTypes.SamplingStart).Judge<TrainingPausesRule>().ShouldFire().Title.ShouldStartWith("Samples");

    [Fact]
    public void Stays_silent_when_they_are_quick() => Run(pause: 1.5).Judge<TrainingPausesRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_when_nothing_is_announced() => new EvidenceBuilder().Steps(60).Judge<TrainingPausesRule>().ShouldNotApply();

    [Fact]
    public void Lacks_data_after_one_checkpoint() => new EvidenceBuilder().Steps(60).Event(30.5, EventTypes.CheckpointSaved).Judge<TrainingPausesRule>().ShouldLackData();

    private static EvidenceBuilder Run(double pause, string type = EventTypes.CheckpointSaved)
    {
        var run = new EvidenceBuilder(seconds: 400);
        double time = 5;
        for (int step = 1; step <= 100; step++)
        {
            time += 1;
            run.Step(new() { UnixSeconds = EvidenceBuilder.Start + time, Step = step, Source = Vigil.Core.Training.StepSource.Output, StepSeconds = 1 });
            if (step % 20 == 0 && step < 100)
            {
                run.Event(time + 0.1, type);
                time += pause;
            }
        }

        return run;
    }
}
