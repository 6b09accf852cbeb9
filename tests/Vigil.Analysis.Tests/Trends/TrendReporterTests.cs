using Vigil.Analysis.Evidence;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Tests.Support;
using Vigil.Analysis.Trends;
using Vigil.Core.Events;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Trends;

public class TrendReporterTests
{
    private const double Gib = 1L << 30;

    [Fact]
    public void Growing_memory_is_increasing_leaks_and_will_be_full()
    {
        TrendReport report = TrendReporter.Of(new EvidenceBuilder(seconds: 600)
            .System((SystemMetrics.MemoryTotal, _ => 16 * Gib), (SystemMetrics.MemoryUsed, t => (4 + (t / 100)) * Gib))
            .Build());

        SeriesTrend memory = report.Find(SeriesNames.MemoryUsed).ShouldNotBeNull();
        memory.Trend.Direction.ShouldBe(TrendDirection.Increasing);
        memory.Trend.SlopePerSecond.ShouldBe(Gib / 100, Gib / 10_000);
        memory.Leak.ShouldNotBeNull().Shape.ShouldBe(MemoryShape.Leak);
        memory.Forecast.ShouldNotBeNull().At!.Value.ShouldBe(EvidenceBuilder.Start + 1200, 10);
        memory.Changes.ShouldBeEmpty();
    }

    [Fact]
    public void A_quiet_run_has_stable_series_and_nothing_ahead()
    {
        var random = new Random(1);
        TrendReport report = TrendReporter.Of(new EvidenceBuilder(seconds: 600)
            .System((SystemMetrics.MemoryTotal, _ => 16 * Gib), (SystemMetrics.MemoryUsed, _ => (8 + (random.NextDouble() * 0.2)) * Gib), (SystemMetrics.SwapUsed, _ => 0))
            .Gpu("GPU-1", (GpuMetrics.MemoryTotal, _ => 24 * Gib), (GpuMetrics.MemoryUsed, _ => 20 * Gib))
            .FileSystem("work", (FileSystemMetrics.Available, _ => 100 * Gib))
            .Steps(300, step => step with { StepSeconds = 1 + (random.NextDouble() * 0.1) })
            .Build());

        report.Series.Select(series => series.Name).ShouldBe(
            [SeriesNames.MemoryUsed, SeriesNames.GpuMemory, SeriesNames.DiskFree, SeriesNames.SwapUsed, SeriesNames.StepSeconds]);
        report.Series.ShouldAllBe(series => series.Trend.Direction == TrendDirection.Stable && series.Changes.Count == 0 && series.OutlierCount == 0);
        report.Series.ShouldAllBe(series => series.Forecast == null || series.Forecast.State == ForecastState.NoTrend);
        report.Checkpoint.ShouldBeNull();
        report.Batch.ShouldBeNull();
        report.End.ShouldBeNull();
    }

    [Fact]
    public void A_limit_of_the_control_group_is_the_one_that_counts()
    {
        TrendReport report = TrendReporter.Of(new EvidenceBuilder(seconds: 100)
            .System((SystemMetrics.MemoryTotal, _ => 64 * Gib), (SystemMetrics.MemoryUsed, _ => 30 * Gib))
            .Cgroup((CgroupMetrics.MemoryLimit, _ => 4 * Gib), (CgroupMetrics.MemoryWorkingSet, t => (1 + (t / 100)) * Gib))
            .Build());
        report.Find(SeriesNames.MemoryUsed)!.Forecast!.Limit.ShouldBe(4 * Gib);
    }

    [Fact]
    public void The_next_checkpoint_fits_or_does_not_by_the_size_of_the_earlier_ones()
    {
        EvidenceBuilder run(double free) => new EvidenceBuilder(seconds: 400)
            .FileSystem("output", (FileSystemMetrics.Available, t => (free - (2 * Math.Floor((t + 2) / 100))) * Gib))
            .Event(100, EventTypes.CheckpointSaved).Event(200, EventTypes.CheckpointSaved).Event(300, EventTypes.CheckpointSaved);

        CheckpointForecast full = TrendReporter.Of(run(9).Build()).Checkpoint.ShouldNotBeNull();
        full.Count.ShouldBe(3);
        full.LargestBytes.ShouldBe(2 * Gib);
        full.FreeBytes.ShouldBe(1 * Gib);
        full.Fits.ShouldBeFalse();
        TrendReporter.Of(run(50).Build()).Checkpoint.ShouldNotBeNull().Fits.ShouldBeTrue();
    }

    [Fact]
    public void Memory_follows_the_batch_size()
    {
        var random = new Random(2);
        BatchMemory batch = TrendReporter.Of(new EvidenceBuilder(seconds: 600)
            .Gpu("GPU-1", (GpuMetrics.MemoryUsed, t => ((t < 300 ? 10 : 14) + (random.NextDouble() * 0.1)) * Gib))
            .Steps(600, step => step with { BatchSize = step.Step <= 300 ? 8 : 16 })
            .Build()).Batch.ShouldNotBeNull();
        batch.Levels.Select(level => level.BatchSize).ShouldBe([8, 16]);
        batch.BytesPerSample.ShouldBe(0.5 * Gib, 0.02 * Gib);
        batch.PValue.ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void A_live_run_tells_when_it_ends_and_an_ended_one_does_not()
    {
        EvidenceBuilder run() => new EvidenceBuilder(seconds: 100).Steps(100, step => step with { TotalSteps = 1000 });
        EndForecast end = TrendReporter.Of(run().Live().Build()).End.ShouldNotBeNull();
        end.At.ShouldBe(EvidenceBuilder.Start + 1000, 2);
        TrendReporter.Of(run().Build()).End.ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void A_run_of_hardly_any_sample_has_no_trend(double seconds)
    {
        TrendReport report = TrendReporter.Of(new EvidenceBuilder(seconds)
            .System((SystemMetrics.MemoryTotal, _ => Gib), (SystemMetrics.MemoryUsed, t => t))
            .Event(0, EventTypes.CheckpointSaved)
            .Build());
        report.Series.ShouldAllBe(series => series.Trend.Direction == TrendDirection.Unknown);
    }

    [Fact]
    public void A_run_without_any_reading_has_no_series() => TrendReporter.Of(new EvidenceBuilder(seconds: 0).Build()).Series.ShouldBeEmpty();
}
