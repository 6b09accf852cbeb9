using Vigil.Collection.Recording;
using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Events;
using Vigil.Core.Training;

namespace Vigil.Collection.Tests.Recording;

public class StepRecorderTests
{
    private readonly MemoryRunWriter _writer = new();

    [Fact]
    public void Joins_what_several_lines_say_of_one_step()
    {
        StepRecorder steps = Record(
            Step(1) with { Loss = 0.5 },
            Step(1) with { LearningRate = 0.1, Others = [new("ppl", 3)] },
            Step(2) with { Loss = 0.4 });

        _writer.Steps.Select(step => step.Step).ShouldBe([1, 2]);
        (_writer.Steps[0].Loss, _writer.Steps[0].LearningRate, _writer.Steps[0].Others.Count).ShouldBe((0.5, 0.1, 1));
        (steps.Count, steps.First!.Step, steps.Last!.Step, steps.Latest!.LearningRate).ShouldBe((2, 1, 2, 0.1));
    }

    [Fact]
    public void Holds_a_step_until_the_next_sample_at_the_latest()
    {
        var steps = new StepRecorder(_writer, []);

        steps.Take(Step(1));
        _writer.Steps.ShouldBeEmpty();
        steps.Poll(0);

        _writer.Steps.Count.ShouldBe(1);
    }

    [Fact]
    public void Counts_a_step_once_that_the_client_and_the_output_tell()
    {
        StepRecorder steps = Record(
            Step(1, StepSource.Client) with { Loss = 0.5 },
            Step(1) with { Loss = 0.5 },
            Step(2, StepSource.Client) with { Loss = 0.4 },
            Step(2) with { Loss = 0.4 });

        steps.Count.ShouldBe(2);
        _writer.Steps.ShouldAllBe(step => step.Source == StepSource.Client);
    }

    [Fact]
    public void Hears_the_client_before_a_step_of_the_output_counts()
    {
        StepRecorder? steps = null;
        steps = new StepRecorder(_writer, [], () => steps!.Take(Step(1, StepSource.Client) with { Loss = 0.5 }));

        steps.Take(Step(1) with { Loss = 0.5 });
        steps.Poll(0);

        _writer.Steps.ShouldHaveSingleItem().Source.ShouldBe(StepSource.Client);
    }

    [Fact]
    public void Reports_a_loss_that_is_no_number_once_until_a_number_comes_back()
    {
        Record(
            Step(1) with { Loss = double.NaN },
            Step(2) with { Loss = double.NaN },
            Step(3) with { Loss = 0.5 },
            Step(4) with { Loss = double.PositiveInfinity },
            Step(5) with { Loss = double.NaN });

        _writer.Of(EventTypes.Nan).Select(nan => (nan.Integer("step"), nan.Text("value"))).ShouldBe([(1L, "nan"), (4L, "inf")]);
    }

    [Fact]
    public void Takes_no_alarm_from_a_bar_that_has_not_made_a_step()
    {
        Record(Step(0) with { Loss = double.NaN });

        _writer.Of(EventTypes.Nan).ShouldBeEmpty();
    }

    [Fact]
    public void Records_a_batch_size_that_changed()
    {
        Record(Step(1) with { BatchSize = 8 }, Step(2) with { BatchSize = 8 }, Step(3) with { BatchSize = 4 });

        RunEvent change = _writer.Of(EventTypes.BatchSizeChange).ShouldHaveSingleItem();
        (change.Integer("from"), change.Integer("to"), change.Integer("step")).ShouldBe((8, 4, 3));
    }

    private static StepReading Step(long step, StepSource source = StepSource.Output) =>
        new() { Step = step, UnixSeconds = 100 + step, Source = source };

    private StepRecorder Record(params StepReading[] readings)
    {
        var steps = new StepRecorder(_writer, []);
        foreach (StepReading reading in readings)
        {
            steps.Take(reading);
        }

        steps.Poll(0);
        return steps;
    }
}
