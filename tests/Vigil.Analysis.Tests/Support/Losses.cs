using Vigil.Core.Training;

namespace Vigil.Analysis.Tests.Support;

/// <summary>Invented trainings.</summary>
internal static class Losses
{
    /// <summary>Trainings in which nothing is wrong, by name: what any rule says of them is a false alarm.</summary>
    public static readonly Dictionary<string, Func<int, EvidenceBuilder>> Healthy = new()
    {
        ["decay with noise"] = seed => Of(600, seed, (x, noise) => (2.5 * Math.Exp(-5 * x)) + 0.4 + (0.05 * noise.Normal())),
        ["decay, short"] = seed => Of(40, seed, (x, noise) => (2.5 * Math.Exp(-2 * x)) + 0.4 + (0.1 * noise.Normal())),
        ["decay with much noise"] = seed => Of(2000, seed, (x, noise) => (1.5 * Math.Exp(-4 * x)) + 0.8 + (0.3 * noise.Normal())),
        ["power law with noise that shrinks"] = seed => Of(5000, seed, (x, noise) => 8 * Math.Pow((2000 * x) + 1, -0.2) * (1 + (0.03 * noise.Normal()))),
        ["heavy tails"] = seed => Of(1500, seed, (x, noise) => Math.Exp(1.2 - (1.5 * x) + (0.15 * noise.Heavy()))),
        ["diffusion: lognormal about a level that hardly falls"] = seed => Of(2000, seed, (x, noise) => (0.25 - (0.02 * x)) * Math.Exp(0.8 * noise.Normal())),
        ["batches of one"] = seed => Of(1000, seed, (x, noise) => (1.6 - (0.5 * Math.Sqrt(x))) * (0.2 + (1.6 * noise.Even()))),
        ["cosine schedule with warm-up"] = seed => Of(
            800,
            seed,
            (x, noise) => 3.2 - (1.4 * Math.Sqrt(x)) + (0.06 * noise.Normal()),
            (x, step, noise) => step with { LearningRate = 3e-4 * (x < 0.05 ? x / 0.05 : 0.5 * (1 + Math.Cos(Math.PI * (x - 0.05) / 0.95))), GradientNorm = (0.6 + (2 * Math.Exp(-20 * x))) * Math.Exp(0.3 * noise.Normal()) }),
        ["warm restarts"] = seed => Of(
            900,
            seed,
            (x, noise) => 0.6 + (1.4 * Math.Exp(-3 * x)) + (0.12 * (1 - (x * 3 % 1))) + (0.04 * noise.Normal()),
            (x, step, _) => step with { LearningRate = 1e-3 * 0.5 * (1 + Math.Cos(Math.PI * (x * 3 % 1))) }),
        ["steps of a staircase schedule"] = seed => Of(
            900,
            seed,
            (x, noise) => (x < 0.4 ? 0.9 + Math.Exp(-12 * x) : x < 0.7 ? 0.5 : 0.38) * (1 + (0.05 * noise.Normal())),
            (x, step, _) => step with { LearningRate = x < 0.4 ? 0.1 : x < 0.7 ? 0.01 : 0.001 }),
        ["wandering noise"] = seed =>
        {
            double wander = 0;
            return Of(1200, seed, (x, noise) => (2 * Math.Exp(-3 * x)) + 1 + (wander = (0.97 * wander) + (0.02 * noise.Normal())) + (0.05 * noise.Normal()));
        },
        ["a bar that repeats its value"] = seed =>
        {
            double shown = 0;
            int count = 0;
            return Of(1500, seed, (x, noise) => shown = count++ % 10 == 0 ? Math.Round((2 * Math.Exp(-3 * x)) + 0.5 + (0.1 * noise.Normal()), 3) : shown);
        },
        ["accuracy reached: the loss rounds to nearly nothing"] = seed => Of(800, seed, (x, noise) => Math.Round(Math.Max(0.0001, 2 * Math.Exp(-12 * x) * (1 + (0.1 * noise.Normal()))), 4)),
        ["a single hard batch now and then"] = seed => Of(1000, seed, (x, noise) => (2 * Math.Exp(-3 * x)) + 0.5 + (0.05 * noise.Normal()) + (noise.Even() < 0.01 ? 3 : 0)),
        ["mixed precision: a gradient overflows now and then"] = seed => Of(
            1000,
            seed,
            (x, noise) => (2 * Math.Exp(-3 * x)) + 0.5 + (0.05 * noise.Normal()),
            (_, step, noise) => step with { GradientNorm = noise.Even() < 0.01 ? double.PositiveInfinity : Math.Exp(0.5 * noise.Normal()) }),
        ["two networks against each other"] = seed => Of(
            1500,
            seed,
            null,
            (x, step, noise) => step with
            {
                GeneratorLoss = Math.Max(0.05, 1.6 + (0.8 * Math.Sin(25 * x)) + (0.7 * x) + (0.5 * noise.Normal())),
                DiscriminatorLoss = Math.Max(0.02, 0.6 - (0.25 * Math.Sin(25 * x)) + (0.2 * noise.Normal())),
            }),
        ["a Wasserstein critic"] = seed => Of(
            1500,
            seed,
            null,
            (x, step, noise) => step with { DiscriminatorLoss = (-8 * Math.Exp(-4 * x)) - 0.3 + (0.2 * noise.Normal()), GeneratorLoss = (3 * x) + noise.Normal() }),
        ["reinforcement learning"] = seed => Of(
            1000,
            seed,
            (x, noise) => 0.02 + (0.4 * x) + (0.2 * noise.Normal()),
            (x, step, noise) => step with { Others = [new("rollout/ep_rew_mean", (200 * x) + (30 * noise.Normal())), new("entropy", 1.4 - x)] }),
        ["validation that scatters"] = seed => Of(
            1000,
            seed,
            (x, noise) => (2 * Math.Exp(-3 * x)) + 0.5 + (0.05 * noise.Normal()),
            (x, step, noise) => step.Step % 50 == 0 ? step with { Others = [new("val_loss", (2 * Math.Exp(-3 * x)) + 0.58 + (0.03 * noise.Normal()))] } : step),
        ["a last batch that is short"] = seed => Of(
            1000,
            seed,
            (x, noise) => (2 * Math.Exp(-3 * x)) + 0.5 + (0.05 * noise.Normal()),
            (_, step, _) => step with { BatchSize = step.Step % 100 == 0 ? 7 : 32 }),
        ["a counter that starts over with each epoch"] = seed => Of(
            1000,
            seed,
            (x, noise) => (2 * Math.Exp(-3 * x)) + 0.5 + (0.05 * noise.Normal()),
            (_, step, _) => step with { Epoch = step.Step / 100, Step = (step.Step % 100) + 1 }),
    };

    /// <summary>A training of so many steps; the loss is a function of its share done, 0 to 1.</summary>
    public static EvidenceBuilder Of(int steps, int seed, Func<double, Noise, double>? loss, Func<double, StepReading, Noise, StepReading>? with = null, double seconds = 1200)
    {
        var noise = new Noise(seed);
        int i = 0;
        return new EvidenceBuilder(seconds).Steps(steps, step =>
        {
            double done = i++ / (double)steps;
            StepReading reading = loss is null ? step : step with { Loss = loss(done, noise) };
            return with is null ? reading : with(done, reading, noise);
        });
    }
}
