using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

public class TrendTestTests
{
    /// <summary>Drifts of so many per cent of the level over the run, with noise of 5 %.</summary>
    [Theory]
    [InlineData(5, 0)]
    [InlineData(10, 0)]
    [InlineData(20, 0)]
    [InlineData(5, 0.5)]
    [InlineData(10, 0.5)]
    [InlineData(20, 0.5)]
    [InlineData(20, 0.9)]
    public void Drifts_are_found_with_their_slope_inside_the_interval(double percent, double correlation)
    {
        const int Count = 3600;
        const int Series = 40;
        int found = 0;
        int covered = 0;
        for (int seed = 0; seed < Series; seed++)
        {
            double sign = seed % 2 == 0 ? 1 : -1;
            double slope = sign * percent / Count;
            double[] values = new Noise(seed).Autocorrelated(Count, 100, 5, correlation);
            for (int i = 0; i < Count; i++)
            {
                values[i] += slope * i;
            }

            Trend trend = TrendTest.Of(Noise.Times(Count), values);
            found += trend.Direction == (sign > 0 ? TrendDirection.Increasing : TrendDirection.Decreasing) ? 1 : 0;
            covered += trend.SlopeLow <= slope && slope <= trend.SlopeHigh ? 1 : 0;
        }

        found.ShouldBeGreaterThanOrEqualTo(Series - 1);
        covered.ShouldBeGreaterThanOrEqualTo(Series * 9 / 10);
    }

    [Fact]
    public void Wild_values_do_not_hide_a_drift()
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => 100 + (i * 0.05) + (i % 97 == 0 ? 1000 : 0))];
        TrendTest.Of(Noise.Times(1000), values).SlopePerSecond.ShouldBe(0.05, 0.01);
    }

    [Fact]
    public void A_rise_that_bends_is_still_a_rise() =>
        TrendTest.Of(Noise.Times(500), [.. Enumerable.Range(1, 500).Select(i => Math.Log(i))]).Direction.ShouldBe(TrendDirection.Increasing);

    [Fact]
    public void A_rise_in_stairs_is_a_rise() =>
        TrendTest.Of(Noise.Times(600), [.. Enumerable.Range(0, 600).Select(i => 100.0 + (i / 60))]).Direction.ShouldBe(TrendDirection.Increasing);

    [Fact]
    public void A_random_walk_is_seldom_taken_for_a_trend()
    {
        int found = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            var noise = new Noise(seed);
            double level = 1000;
            double[] values = [.. Enumerable.Range(0, 2000).Select(_ => level += noise.Next())];
            found += TrendTest.Of(Noise.Times(2000), values).IsMoving ? 1 : 0;
        }

        found.ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public void A_constant_is_stable()
    {
        Trend trend = TrendTest.Of(Noise.Times(100), [.. Enumerable.Repeat(5.0, 100)]);
        trend.Direction.ShouldBe(TrendDirection.Stable);
        trend.PValue.ShouldBe(1);
        trend.SlopePerSecond.ShouldBe(0);
    }

    [Fact]
    public void A_rise_too_small_to_matter_is_stable() =>
        TrendTest.Of(Noise.Times(1000), [.. Enumerable.Range(0, 1000).Select(i => 1000 + (i * 0.001))]).Direction.ShouldBe(TrendDirection.Stable);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void Too_few_values_are_unknown(int count) =>
        TrendTest.Of(Noise.Times(count), [.. Enumerable.Range(0, count).Select(i => (double)i)]).Direction.ShouldBe(TrendDirection.Unknown);

    [Fact]
    public void Missing_values_are_skipped_and_a_clock_that_stands_does_no_harm()
    {
        TrendTest.Of(Noise.Times(40), [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? double.NaN : i)]).Direction.ShouldBe(TrendDirection.Increasing);
        TrendTest.Of(new double[40], [.. Enumerable.Range(0, 40).Select(i => (double)i)]).Direction.ShouldBe(TrendDirection.Unknown);
        TrendTest.Of(new double[40], [.. Enumerable.Repeat(double.NaN, 40)]).Direction.ShouldBe(TrendDirection.Unknown);
    }
}
