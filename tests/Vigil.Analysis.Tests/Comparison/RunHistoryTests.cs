using Vigil.Analysis.Comparison;

namespace Vigil.Analysis.Tests.Comparison;

public class RunHistoryTests
{
    private const double Gib = 1L << 30;

    private static RunFigures[] Runs(int count, Func<int, double> step, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new RunFigures
        {
            RunId = $"run{i}",
            StartedAt = 1000 * i,
            StepSeconds = step(i) * (0.99 + (0.02 * random.NextDouble())),
            MemoryPeakBytes = (10 + (0.2 * random.NextDouble())) * Gib,
            WrittenBytes = 5 * Gib,
            DurationSeconds = 600,
            Succeeded = true,
        })];
    }

    [Fact]
    public void A_slower_run_is_a_regression()
    {
        RunFigures[] runs = Runs(9, i => i < 8 ? 1 : 1.2);
        Regression regression = RunHistory.Regressions(runs[..8], runs[8]).ShouldHaveSingleItem();
        regression.Name.ShouldBe(QuantityNames.StepSeconds);
        regression.RelativeChange.ShouldBe(0.2, 0.03);
        regression.Runs.ShouldBe(8);
        regression.SinceRunId.ShouldBeNull();
    }

    [Fact]
    public void A_lasting_change_is_told_with_the_run_that_began_it()
    {
        RunFigures[] runs = Runs(40, i => i < 20 ? 1 : 1.3);
        Regression regression = RunHistory.Regressions(runs[..39], runs[39]).ShouldHaveSingleItem();
        regression.SinceRunId.ShouldBe("run20");
        regression.Baseline.ShouldBe(1, 0.02);
    }

    [Fact]
    public void Runs_that_agree_and_faster_ones_are_none()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            RunFigures[] runs = Runs(12, i => i < 11 ? 1 : 0.8 + (0.2 * (seed % 2)), seed);
            RunHistory.Regressions(runs[..11], runs[11]).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Few_runs_say_nothing()
    {
        RunFigures[] runs = Runs(5, i => i + 1);
        RunHistory.Regressions(runs[..4], runs[4]).ShouldBeEmpty();
        RunHistory.Regressions([], runs[0]).ShouldBeEmpty();
        RunHistory.Capacity(runs[..4]).Memory.ShouldBeNull();
        RunHistory.Capacity([]).MemoryBytesNeeded.ShouldBeNull();
    }

    [Fact]
    public void What_a_machine_needs_follows_from_what_runs_used()
    {
        CapacityPlan plan = RunHistory.Capacity(Runs(10, _ => 1));
        plan.Memory!.Expected.ShouldBe(10.1 * Gib, 0.1 * Gib);
        plan.Memory.High.ShouldBeInRange(10.2 * Gib, 11 * Gib);
        plan.Memory.GrowthPerRun.ShouldBe(0);
        plan.MemoryBytesNeeded!.Value.ShouldBe(plan.Memory.High * 1.2, 1);
        plan.Duration!.Expected.ShouldBe(600);
        plan.Disk!.Greatest.ShouldBe(5 * Gib);
        plan.GpuMemory.ShouldBeNull();
    }

    [Fact]
    public void Growth_from_run_to_run_is_carried_on()
    {
        RunFigures[] runs = [.. Runs(20, _ => 1).Select((run, i) => run with { MemoryPeakBytes = (10 + i) * Gib })];
        CapacityNeed need = RunHistory.Capacity(runs).Memory.ShouldNotBeNull();
        need.GrowthPerRun.ShouldBe(Gib, 0.01 * Gib);
        need.Expected.ShouldBe(30 * Gib, 0.1 * Gib);
    }
}
