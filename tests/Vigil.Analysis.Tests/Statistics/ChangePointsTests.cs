using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

public class ChangePointsTests
{
    /// <summary>A shift of so many per cent of the level at two thirds of 1,000 values with noise of 4 %.</summary>
    [Theory]
    [InlineData(5, 0)]
    [InlineData(10, 0)]
    [InlineData(20, 0)]
    [InlineData(5, 0.5)]
    [InlineData(10, 0.5)]
    [InlineData(20, 0.8)]
    public void Shifts_are_found_where_they_are(double percent, double correlation)
    {
        const int Series = 40;
        int found = 0;
        int covered = 0;
        for (int seed = 0; seed < Series; seed++)
        {
            double[] values = new Noise(seed).Autocorrelated(1000, 100, 4, correlation);
            for (int i = 667; i < values.Length; i++)
            {
                values[i] += percent;
            }

            IReadOnlyList<ChangePoint> points = ChangePoints.Of(Noise.Times(1000, 0), values);
            if (points is [var point])
            {
                found++;
                covered += point.TimeLow <= 667 && point.TimeHigh >= 667 ? 1 : 0;
                point.RelativeChange.ShouldBe(percent / 100, 0.035);
            }
        }

        found.ShouldBeGreaterThanOrEqualTo(Series - 2);
        covered.ShouldBeGreaterThanOrEqualTo(found * 8 / 10);
    }

    [Fact]
    public void A_change_and_its_reverse_are_two_changes()
    {
        double[] values = new Noise(5).White(1200, 100, 2);
        for (int i = 500; i < 700; i++)
        {
            values[i] += 20;
        }

        ChangePoint[] points = [.. ChangePoints.Of(Noise.Times(1200), values)];
        points.Length.ShouldBe(2);
        points[0].Index.ShouldBeInRange(497, 503);
        points[1].Index.ShouldBeInRange(697, 703);
        points[1].Change.ShouldBe(-20, 1);
    }

    [Fact]
    public void A_clean_step_is_found_to_the_row()
    {
        double[] values = [.. Enumerable.Range(0, 100_000).Select(i => i < 61_234 ? 4.0 : 5.0)];
        ChangePoint point = ChangePoints.Of(Noise.Times(values.Length), values).ShouldHaveSingleItem();
        point.Index.ShouldBe(61_234);
        point.Before.ShouldBe(4);
        point.After.ShouldBe(5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_drift_is_no_change(double deviation)
    {
        double[] values = new Noise(6).White(2000, 100, deviation);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += i * 0.02;
        }

        ChangePoints.Of(Noise.Times(2000), values).ShouldBeEmpty();
    }

    [Fact]
    public void A_few_wild_values_are_no_change()
    {
        double[] values = new Noise(7).White(1000, 100, 2);
        values[400] = values[401] = values[402] = 1000;
        ChangePoints.Of(Noise.Times(1000), values).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_constants_and_gaps_have_no_change()
    {
        ChangePoints.Of([], []).ShouldBeEmpty();
        ChangePoints.Of([1], [1]).ShouldBeEmpty();
        ChangePoints.Of(Noise.Times(500), [.. Enumerable.Repeat(3.0, 500)]).ShouldBeEmpty();
        ChangePoints.Of(Noise.Times(500), [.. Enumerable.Repeat(double.NaN, 500)]).ShouldBeEmpty();
        ChangePoints.Of(Noise.Times(500), new double[500]).ShouldBeEmpty();
    }
}
