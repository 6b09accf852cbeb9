using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Training;

/// <summary>Programs that know nothing of Vigil yield their steps by what they print.</summary>
public sealed class StepTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public StepTests() => Machine.NeedPython();

    public void Dispose() => _sandbox.Dispose();

    [SkippableTheory]
    [InlineData("4")]
    [InlineData("5")]
    public void Hugging_Face_dicts_yield_a_step_each(string version)
    {
        _sandbox.Record(Machine.Python, Repository.Sample("progress/hf_dicts.py"), "--delay", "0.01", "--transformers", version).ShouldEndWith(0);

        StoredRun run = _sandbox.LastRun();
        run.StepNumbers.ShouldBe(OneTo(20));
        run.Steps.ShouldAllBe(step => step.Source == StepSource.Output && step.Loss > 1.4 && step.GradientNorm > 2 && step.LearningRate != null);
        run.Steps.Select(step => step.Epoch).ShouldBe(OneTo(20).Select(step => (double?)(step / 10.0)));
    }

    [SkippableFact]
    public void A_tqdm_bar_yields_the_steps_it_draws()
    {
        _sandbox.Record(Machine.Python, Repository.Sample("progress/tqdm_bar.py"), "--plain", "--steps", "12", "--delay", "0.15").ShouldEndWith(0);

        // Slower than the bar's own pace, so that it draws each step.
        StoredRun run = _sandbox.LastRun();
        run.StepNumbers.ShouldBe(OneTo(12));
        run.Steps.Skip(1).ShouldAllBe(step => step.Loss > 1 && step.LearningRate == 1e-4 && step.TotalSteps == 12);
    }

    [SkippableTheory]
    [InlineData("1")]
    [InlineData("2")]
    public void Lightning_bars_yield_the_steps_of_training_and_none_of_validation(string version)
    {
        _sandbox.Record(Machine.Python, Repository.Sample("progress/lightning_bar.py"), "--delay", "0.02", "--lightning", version).ShouldEndWith(0);

        StoredRun run = _sandbox.LastRun();
        run.StepNumbers.ShouldBe(OneTo(40));
        run.Steps.Select(step => step.Epoch).ShouldBe(OneTo(40).Select(step => (double?)((step - 1) / 20)));
        run.Steps[^1].Loss.ShouldBe(0.5);
    }

    [SkippableTheory]
    [InlineData("hf_dicts.py", 20)]
    [InlineData("lightning_bar.py", 40)]
    public void On_a_terminal_the_steps_are_the_same(string sample, int steps)
    {
        OnTerminal.Run(_sandbox, [], Repository.Vigil, "run", "--db", _sandbox.Database, "--", Machine.Python, Repository.Sample("progress/" + sample), "--delay", "0.02")
            .ShouldEndWith(0);

        _sandbox.LastRun().StepNumbers.ShouldBe(OneTo(steps));
    }

    [SkippableTheory]
    [InlineData("plain", 10)]
    [InlineData("bar", 10)]
    [InlineData("dict", 10)]
    public void The_sample_without_libraries_yields_its_steps_however_it_prints_them(string style, int every)
    {
        RecordPerceptron("--progress", style, "--log-every", $"{every}").ShouldEndWith(0);

        // Two epochs of ten steps.
        StoredRun run = _sandbox.LastRun();
        run.Steps.Count.ShouldBe(2);
        run.Steps.ShouldAllBe(step => step.Loss > 0 && step.LearningRate > 0);
        run.Steps[^1].Epoch.ShouldBe(2);
        run.EventsOf(EventTypes.CheckpointSaved).Count.ShouldBe(style == "plain" ? 1 : run.EventsOf(EventTypes.CheckpointSaved).Count);
    }

    [SkippableFact]
    public void A_program_that_reports_through_the_client_has_each_step_once()
    {
        RecordPerceptron("--client", "--log-every", "5").ShouldEndWith(0);

        StoredRun run = _sandbox.LastRun();
        run.StepNumbers.ShouldBe(OneTo(20));
        run.Steps.ShouldAllBe(step => step.Source == StepSource.Client && step.BatchSize > 0 && step.BatchSeconds > 0 && step.Loss > 0);
    }

    [SkippableFact]
    public void A_loss_that_is_not_a_number_is_an_event_and_the_error_code_is_kept()
    {
        RecordPerceptron("--diverge", "--epochs", "50").ShouldEndWith(1);

        StoredRun run = _sandbox.LastRun();
        run.EventsOf(EventTypes.Nan).ShouldNotBeEmpty();
        double.IsNaN(run.Steps[^1].Loss!.Value).ShouldBeTrue();
        run.Outcome.Cause.ShouldBe(EndCause.Error);
    }

    [SkippableFact]
    public void A_run_that_goes_on_from_a_checkpoint_says_so()
    {
        RecordPerceptron().ShouldEndWith(0);
        RecordPerceptron("--resume", "--epochs", "3").ShouldEndWith(0);

        StoredRun run = _sandbox.LastRun();
        run.EventsOf(EventTypes.ResumedFrom).Count.ShouldBe(1);
        run.Steps[^1].Step.ShouldBe(30);
    }

    [SkippableFact]
    public void TensorBoard_event_files_that_a_run_writes_yield_its_steps()
    {
        _sandbox.Record(Machine.Python, Repository.Program("write_tensorboard.py"), "logs", "8").ShouldEndWith(0);

        StoredRun run = _sandbox.LastRun();
        run.StepNumbers.ShouldBe(OneTo(8));
        run.Steps.ShouldAllBe(step => step.Source == StepSource.TensorBoard);
        run.Steps.Select(step => step.Loss!.Value).ShouldBe(OneTo(8).Select(step => 4.0 / step), 1e-6);
    }

    private static IEnumerable<long> OneTo(int last) => Enumerable.Range(1, last).Select(step => (long)step);

    private FinishedProgram RecordPerceptron(params string[] options) => _sandbox.Record(
    [
        Machine.Python, Repository.Sample("train_mlp.py"), "--samples", "400", "--epochs", "2", "--hidden", "4",
        "--checkpoint-dir", _sandbox.PathOf("checkpoints"), .. options,
    ]);
}
