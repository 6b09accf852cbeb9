using FsCheck.Xunit;
using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

public class QuantilesTests
{
    [Property]
    public void A_quantile_is_what_sorting_gives(double[] values, byte share)
    {
        double[] finite = [.. values.Where(double.IsFinite).Select(value => Math.Round(value % 1000))];
        if (finite.Length == 0)
        {
            Quantiles.Of(finite, share / 255.0).ShouldBe(double.NaN);
            return;
        }

        double[] sorted = [.. finite.Order()];
        double position = share / 255.0 * (sorted.Length - 1);
        double below = sorted[(int)position];
        double expected = below + ((position - (int)position) * (sorted[Math.Min((int)position + 1, sorted.Length - 1)] - below));
        Quantiles.Of(finite, share / 255.0).ShouldBe(expected, 1e-9);
    }

    [Fact]
    public void Missing_values_are_left_out() => Quantiles.Of([double.NaN, 3, 1, double.NaN, 2], 0, 0.5, 1).ShouldBe([1, 2, 3]);

    [Fact]
    public void No_value_has_no_quantile() => Quantiles.Median([double.NaN]).ShouldBe(double.NaN);

    [Fact]
    public void The_values_stay_as_they_are()
    {
        double[] values = [3, 1, 2];
        Quantiles.Median(values);
        values.ShouldBe([3, 1, 2]);
    }

    [Fact]
    public void A_wild_value_in_ten_does_not_move_location_and_scale()
    {
        double[] values = new Noise(1).White(1000, 50, 2);
        for (int i = 0; i < values.Length; i += 10)
        {
            values[i] = 1e9;
        }

        (double median, double scale) = RobustScale.Of(values);
        median.ShouldBe(50, 0.5);
        scale.ShouldBe(2, 0.4);
    }
}
