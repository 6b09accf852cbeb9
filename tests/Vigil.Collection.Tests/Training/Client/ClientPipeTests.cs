using System.Text;
using Vigil.Collection.Training.Client;
using Vigil.Core.Events;
using Vigil.Core.Training;

using Vigil.Testing;

namespace Vigil.Collection.Tests.Training.Client;

public sealed class ClientPipeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vigil-pipe-").FullName;
    private readonly CollectedTraining _seen = new();
    private readonly ClientPipe? _pipe;

    public ClientPipeTests() => _pipe = OperatingSystem.IsWindows() ? null : ClientPipe.TryCreate(_folder, _seen, out _);

    public void Dispose()
    {
        _pipe?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ClientPipe Pipe()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such pipes.");
        return _pipe.ShouldNotBeNull();
    }

    private void Write(string text)
    {
        using var writer = new FileStream(Pipe().Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        writer.Write(Encoding.UTF8.GetBytes(text));
    }

    [SkippableFact]
    public void Is_a_pipe_for_its_owner_alone()
    {
        string path = Pipe().Path;
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [SkippableFact]
    public void Reads_nothing_without_waiting_when_nobody_writes()
    {
        Pipe().Drain();
        _seen.Steps.ShouldBeEmpty();
    }

    [SkippableFact]
    public void Reads_a_step_with_all_its_fields()
    {
        Write("""{"t":5.5,"pid":7,"k":"step","step":12,"epoch":1.5,"loss":0.5,"generator_loss":1,"discriminator_loss":2,"learning_rate":1e-4,"gradient_norm":3,"batch_size":8,"samples_per_second":9,"tokens_per_second":10,"step_time_seconds":0.25,"batch_time_seconds":0.125,"data_time_seconds":0.0625,"accuracy":0.75}""" + "\n");
        Pipe().Drain();

        StepReading step = _seen.Steps.Single();
        (step.UnixSeconds, step.Step, step.Source).ShouldBe((5.5, 12, StepSource.Client));
        (step.Epoch, step.Loss, step.GeneratorLoss, step.DiscriminatorLoss).ShouldBe((1.5, 0.5, 1, 2));
        (step.LearningRate, step.GradientNorm, step.BatchSize).ShouldBe((1e-4, 3, 8));
        (step.SamplesPerSecond, step.TokensPerSecond).ShouldBe((9, 10));
        (step.StepSeconds, step.BatchSeconds, step.DataSeconds).ShouldBe((0.25, 0.125, 0.0625));
        step.Others.ShouldBe([new("accuracy", 0.75)]);
    }

    [SkippableFact]
    public void Reads_numbers_that_json_cannot_write()
    {
        Write("{\"t\":1,\"pid\":1,\"k\":\"step\",\"step\":1,\"loss\":\"nan\",\"gradient_norm\":\"inf\",\"x\":\"-inf\"}\n");
        Pipe().Drain();

        double.IsNaN(_seen.Steps.Single().Loss!.Value).ShouldBeTrue();
        _seen.Steps.Single().GradientNorm.ShouldBe(double.PositiveInfinity);
        _seen.Steps.Single().Others.ShouldBe([new("x", double.NegativeInfinity)]);
    }

    [SkippableFact]
    public void Reads_an_event_and_what_was_dropped()
    {
        Write("{\"t\":2,\"pid\":7,\"k\":\"event\",\"type\":\"checkpoint_saved\",\"details\":{\"path\":\"a\\nb\",\"deep\":[1,{}]},\"dropped\":3}\n");
        Pipe().Drain();

        RunEvent told = _seen.Events.Single();
        (told.UnixSeconds, told.Type).ShouldBe((2, EventTypes.CheckpointSaved));
        told.Details!.ToJsonString().ShouldBe("{\"path\":\"a\\nb\",\"deep\":[1,{}],\"pid\":7}");
        Pipe().DroppedByClients.ShouldBe(3);
    }

    [SkippableFact]
    public void Puts_a_line_together_that_arrives_in_parts()
    {
        Write("{\"t\":1,\"pid\":1,\"k\":\"st");
        Pipe().Drain();
        Write("ep\",\"step\":4}\n{\"t\"");
        Pipe().Drain();

        _seen.Steps.Single().Step.ShouldBe(4);
        Pipe().Malformed.ShouldBe(0);
    }

    [SkippableFact]
    public void Hears_one_of_several_ranks()
    {
        Write("{\"t\":1,\"pid\":1,\"k\":\"step\",\"step\":1}\n{\"t\":1,\"pid\":2,\"k\":\"step\",\"step\":1}\n{\"t\":2,\"pid\":2,\"k\":\"step\",\"step\":2}\n{\"t\":2,\"pid\":1,\"k\":\"step\",\"step\":2}\n");
        Write("{\"t\":60,\"pid\":2,\"k\":\"step\",\"step\":3}\n");
        Pipe().Drain();

        _seen.Steps.Select(step => step.Step).ShouldBe([1, 2, 3]);
    }

    [SkippableTheory]
    [InlineData("not json")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"t\":1}")]
    [InlineData("{\"t\":1,\"k\":\"step\"}")]
    [InlineData("{\"t\":1,\"k\":\"step\",\"step\":-4}")]
    [InlineData("{\"t\":1,\"k\":\"event\"}")]
    [InlineData("{\"k\":\"step\",\"step\":1}")]
    [InlineData("{\"t\":1,\"k\":\"event\",\"type\":\"x\",\"details\":{\"a\":}}")]
    [InlineData("\u0001\u0002")]
    public void Counts_what_is_no_message_and_goes_on(string line)
    {
        Write(line + "\n{\"t\":1,\"pid\":1,\"k\":\"step\",\"step\":4}\n");
        Pipe().Drain();

        Pipe().Malformed.ShouldBe(1);
        _seen.Steps.Single().Step.ShouldBe(4);
        _seen.Events.ShouldBeEmpty();
    }

    [SkippableFact]
    public void Counts_a_line_that_is_too_long_once()
    {
        Write(new string('x', 30_000));
        Pipe().Drain();
        Write(new string('x', 30_000) + "\n{\"t\":1,\"pid\":1,\"k\":\"step\",\"step\":4}\n");
        Pipe().Drain();

        Pipe().Malformed.ShouldBe(1);
        _seen.Steps.Single().Step.ShouldBe(4);
    }

    [SkippableFact]
    public void Survives_garbage()
    {
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
        {
            byte[] garbage = new byte[random.Next(2000)];
            random.NextBytes(garbage);
            using (var writer = new FileStream(Pipe().Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
            {
                writer.Write(garbage);
            }

            Pipe().Drain();
        }

        Write("\n{\"t\":1,\"pid\":1,\"k\":\"step\",\"step\":4}\n");
        Pipe().Drain();
        _seen.Steps.Single().Step.ShouldBe(4);
        Pipe().Malformed.ShouldBeGreaterThan(0);
    }

    [SkippableFact]
    public void Removes_the_pipe_and_says_why_one_cannot_be_made()
    {
        Pipe().Dispose();
        File.Exists(Pipe().Path).ShouldBeFalse();
        ClientPipe.TryCreate(Path.Combine(_folder, "missing"), _seen, out string? error).ShouldBeNull();
        error.ShouldNotBeNullOrEmpty();
    }
}
