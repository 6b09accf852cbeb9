using System.Text.Json.Nodes;
using Vigil.Analysis.Comparison;
using Vigil.Analysis.Death;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Comparison;

public class RunComparerTests
{
    private const double Gib = 1L << 30;

    private static EvidenceBuilder Training(int seed, double stepSeconds, double loss = 1, double memory = 8)
    {
        var random = new Random(seed);
        return new EvidenceBuilder(seconds: 300)
            .System((SystemMetrics.MemoryTotal, _ => 64 * Gib), (SystemMetrics.MemoryUsed, _ => memory * Gib))
            .Process(10, "main", (ProcessMetrics.Resident, _ => (memory - 1 + (0.01 * random.NextDouble())) * Gib))
            .Steps(300, step => step with { StepSeconds = stepSeconds * (0.95 + (0.1 * random.NextDouble())), BatchSize = 4, Loss = loss * ((100.0 / (100 + step.Step)) + (0.02 * random.NextDouble())) });
    }

    private static RunComparison Compare(EvidenceBuilder first, EvidenceBuilder second) =>
        RunComparer.Compare(new ComparedRun(first.Build(), Verdict.Success), new ComparedRun(second.Build(), Verdict.Success));

    [Theory]
    [InlineData(1.05)]
    [InlineData(1.2)]
    [InlineData(0.9)]
    public void Another_speed_is_told_with_its_significance(double factor)
    {
        RunComparison comparison = Compare(Training(1, 1), Training(2, factor));
        QuantityDifference step = comparison.Find(QuantityNames.StepSeconds).ShouldNotBeNull();
        step.IsSignificant.ShouldBe(true);
        step.RelativeDifference!.Value.ShouldBe(factor - 1, 0.02);
        (step.Low <= step.Difference && step.Difference <= step.High).ShouldBeTrue();
        comparison.Find(QuantityNames.Throughput)!.IsSignificant.ShouldBe(true);
        comparison.Find(QuantityNames.Loss)!.IsSignificant.ShouldBe(false);
    }

    [Fact]
    public void Two_runs_of_the_same_do_not_differ() =>
        Compare(Training(1, 1), Training(2, 1)).Quantities.ShouldAllBe(quantity => quantity.IsSignificant != true);

    [Fact]
    public void Loss_is_compared_at_equal_steps()
    {
        QuantityDifference loss = Compare(Training(1, 1), Training(2, 1, loss: 0.8)).Find(QuantityNames.Loss).ShouldNotBeNull();
        loss.IsSignificant.ShouldBe(true);
        loss.Difference!.Value.ShouldBeLessThan(-0.05);
    }

    [Fact]
    public void Peaks_stand_beside_each_other_without_a_verdict()
    {
        QuantityDifference peak = Compare(Training(1, 1), Training(2, 1, memory: 12)).Find(QuantityNames.MemoryPeak).ShouldNotBeNull();
        peak.Difference!.Value.ShouldBe(4 * Gib, 1);
        peak.IsSignificant.ShouldBeNull();
    }

    [Fact]
    public void Runs_of_nothing_compare_without_a_word() =>
        Compare(new EvidenceBuilder(seconds: 0), new EvidenceBuilder(seconds: 0)).Quantities.ShouldAllBe(quantity => quantity.Name == QuantityNames.Duration);

    [Fact]
    public void Settings_that_differ_are_told_by_path_and_value()
    {
        JsonObject snapshot(int workers, string model) => new()
        {
            ["configuration"] = new JsonArray(new JsonObject
            {
                ["path"] = "/job/config.yaml",
                ["parsed"] = new JsonObject { ["data"] = new JsonObject { ["num_workers"] = workers }, ["models"] = new JsonArray(model) },
            }),
            ["environment"] = new JsonObject { ["OMP_NUM_THREADS"] = "4" },
        };
        RunComparison comparison = Compare(
            new EvidenceBuilder(seconds: 10).Command("python", "train.py", "--lr", "0.1", "--amp").Snapshot(snapshot(8, "a")).Setting(TrainingSetting.NumWorkers, 8, "data.num_workers"),
            new EvidenceBuilder(seconds: 10).Command("python", "train.py", "--lr=0.10", "--seed", "-1").Snapshot(snapshot(2, "b")).Setting(TrainingSetting.NumWorkers, 2, "data.num_workers"));

        comparison.Settings.Select(difference => $"{difference.Source} {difference.Path} {difference.First?.ToJsonString()} {difference.Second?.ToJsonString()}").ShouldBe(
        [
            "Configuration data.num_workers 8 2",
            "Command --amp true ",
            "Command --seed  \"-1\"",
            "Configuration models[0] \"a\" \"b\"",
        ]);
        comparison.Settings[0].Setting.ShouldBe(TrainingSetting.NumWorkers);
    }

    private static readonly JsonArray s_advice =
    [
        new JsonObject
        {
            ["title"] = "Reduce worker count",
            ["config_path"] = "num_workers",
            ["setting"] = "num_workers",
            ["recommended_value"] = 2,
            ["rule"] = "VIG001",
            ["effect"] = new JsonObject { ["quantity"] = "memory", ["unit"] = "By", ["low"] = -5 * Gib, ["expected"] = -4 * Gib, ["high"] = -3 * Gib, ["basis"] = "measured", ["is_measured"] = true },
        },
    ];

    [Theory]
    [InlineData(4, ProofState.Confirmed)]
    [InlineData(7.5, ProofState.Weaker)]
    [InlineData(1.5, ProofState.Stronger)]
    [InlineData(9, ProofState.Refuted)]
    public void Advice_that_was_followed_is_held_against_what_was_measured(double memory, ProofState state)
    {
        RunComparison comparison = Compare(
            Training(1, 1).Setting(TrainingSetting.NumWorkers, 8, "num_workers"),
            Training(2, 1, memory: memory).Setting(TrainingSetting.NumWorkers, 2, "num_workers"));
        Proof proof = Proofs.Of(s_advice, comparison).ShouldHaveSingleItem();
        proof.State.ShouldBe(state);
        proof.Measured!.Value.ShouldBe((memory - 8) * Gib, 0.05 * Gib);
        proof.OtherDifferences.ShouldBe(0);
        proof.RuleId.ShouldBe("VIG001");
    }

    [Fact]
    public void Advice_that_was_not_followed_proves_nothing() =>
        Proofs.Of(s_advice, Compare(
            Training(1, 1).Setting(TrainingSetting.NumWorkers, 8, "num_workers"),
            Training(2, 1).Setting(TrainingSetting.NumWorkers, 4, "num_workers"))).ShouldBeEmpty();
}
