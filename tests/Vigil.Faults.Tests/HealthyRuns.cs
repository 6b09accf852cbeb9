using Vigil.Faults.Tests.Support;
using Xunit.Abstractions;

namespace Vigil.Faults.Tests;

/// <summary>Runs with which nothing is wrong: nothing is to be said of them.</summary>
[Collection(Alone.Name)]
public sealed class HealthyRuns(ITestOutputHelper output) : FaultSuite(output)
{
    private static readonly Fault[] s_runs =
    [
        Healthy("a network in PyTorch", "mlp.py", "--epochs", "60", "--output-dir", "{folder}") with { NeedsTorch = true },
        Healthy("a network in plain Python", "train_mlp.py", "--epochs", "12", "--checkpoint-dir", "{folder}"),
        Healthy("a network in plain Python that draws a bar", "train_mlp.py", "--epochs", "8", "--progress", "bar", "--checkpoint-dir", "{folder}"),
        Healthy("a network in plain Python that reports through the client", "train_mlp.py", "--epochs", "8", "--client", "--checkpoint-dir", "{folder}"),
        Healthy(
            "a GAN", "train_gan.py", "--set", "data.samples=2560", "--set", "train.epochs=4", "--set", "train.log_every=2",
            "--set", "output.folder={folder}/out") with { NeedsTorch = true },
        Healthy("a policy whose loss is noise", "reinforcement.py"),
        Healthy("words that sound like failures", "bait.py"),
        Healthy("a first step that is long in coming", "steady.py", "--quiet-first", "12", "--steps", "80"),
        Healthy("no training at all", "convert.py"),
        Healthy("a GPU that is well used", "steady.py", "--steps", "400") with
        {
            Before = scene => scene.AddGpu("""
                0 utilization 96
                0 bus 55
                0 memory 17179869184
                0 temperature 67
                0 power 395000
                0 clock_sm 2520
                0 throttle 0
                """),
        },
    ];

    public static IEnumerable<object[]> Names => s_runs.Select(run => new object[] { run.Name });

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_healthy_run_is_left_alone(string name) => Judge(s_runs.Single(run => run.Name == name));

    private static Fault Healthy(string name, params string[] program) => new() { Name = name, Program = program, IsHealthy = true };
}
