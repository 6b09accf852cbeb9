using Vigil.Collection.Training;
using Vigil.Core.Training;

using Vigil.Testing;

namespace Vigil.Collection.Tests.Training;

public class StepSourceMergerTests
{
    private readonly CollectedTraining _seen = new();
    private readonly StepSourceMerger _merger;

    public StepSourceMergerTests() => _merger = new(_seen);

    private void Tell(StepSource source, long step, double at, double? loss = null, double? learningRate = null) =>
        _merger.Take(new StepReading { UnixSeconds = at, Step = step, Source = source, Loss = loss, LearningRate = learningRate });

    [Fact]
    public void Hears_only_the_client_while_it_speaks()
    {
        Tell(StepSource.Client, 1, 10, 0.5);
        Tell(StepSource.Output, 2, 11, 0.5);
        Tell(StepSource.TensorBoard, 3, 12, 0.5);
        Tell(StepSource.Output, 9, 10_000, 0.5);

        _seen.Steps.Select(step => step.Step).ShouldBe([1, 9]);
        _merger.Suppressed.ShouldBe(2);
    }

    [Fact]
    public void Adds_from_tensorboard_only_what_the_output_did_not_say()
    {
        Tell(StepSource.Output, 10, 1, 0.5);
        Tell(StepSource.TensorBoard, 10, 2, 0.5, 0.1);
        Tell(StepSource.TensorBoard, 10, 2, 0.5, 0.1);

        _seen.Steps.Count.ShouldBe(2);
        _seen.Steps[1].Loss.ShouldBeNull();
        _seen.Steps[1].LearningRate.ShouldBe(0.1);
    }

    [Fact]
    public void Lets_a_source_tell_of_a_step_again()
    {
        Tell(StepSource.Output, 10, 1, 0.5);
        Tell(StepSource.Output, 10, 50, 0.25);

        _seen.Steps.Select(step => step.Loss).ShouldBe([0.5, 0.25]);
    }
}
