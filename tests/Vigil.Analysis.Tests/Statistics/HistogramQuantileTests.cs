using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

public class HistogramQuantileTests
{
    private static readonly double[] s_bounds = [1, 2, 4];

    [Theory]
    [InlineData(0.25, 0.5)]
    [InlineData(0.5, 1)]
    [InlineData(0.75, 3)]
    [InlineData(1, 4)]
    public void Spreads_evenly_within_a_bucket(double share, double expected) => HistogramQuantile.Of(share, s_bounds, [2, 0, 2, 0]).ShouldBe(expected, 1e-12);

    [Fact]
    public void What_is_above_the_last_bound_counts_as_that_bound() => HistogramQuantile.Of(0.99, s_bounds, [1, 0, 0, 99]).ShouldBe(4);

    [Fact]
    public void Nothing_measured_has_no_percentile()
    {
        HistogramQuantile.Of(0.5, s_bounds, [0, 0, 0, 0]).ShouldBe(double.NaN);
        HistogramQuantile.OfExponential(0.5, s_bounds, [0, 0, 0, 0], 0, 0).ShouldBe(double.NaN);
        HistogramQuantile.Of(0.5, [], [7]).ShouldBe(double.NaN);
    }

    [Fact]
    public void Spreads_by_logarithm_where_bounds_grow_geometrically() =>
        HistogramQuantile.OfExponential(0.5, s_bounds, [0, 0, 8, 0], 0, 0).ShouldBe(2 * Math.Sqrt(2), 1e-12);

    [Fact]
    public void Zeros_are_zero_and_how_far_below_is_not_known()
    {
        HistogramQuantile.OfExponential(0.5, s_bounds, [0, 0, 4, 0], 4, 1).ShouldBe(0);
        HistogramQuantile.OfExponential(0.05, s_bounds, [0, 0, 4, 0], 4, 1).ShouldBe(double.NaN);
        HistogramQuantile.OfExponential(0.99, s_bounds, [0, 0, 4, 0], 4, 1).ShouldBeInRange(3.5, 4);
    }

    /// <summary>Against the measurements themselves: never off by more than the bucket that the right answer falls into.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    public void Is_off_by_less_than_a_bucket(double share)
    {
        double[] bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
        var random = new Random(7);
        double[] values = [.. Enumerable.Range(0, 5000).Select(_ => Math.Exp((random.NextDouble() * 5) - 4)).Order()];
        double[] counts = new double[bounds.Length + 1];
        foreach (double value in values)
        {
            counts[Array.FindIndex(bounds, bound => value <= bound) is >= 0 and var bucket ? bucket : bounds.Length]++;
        }

        double exact = values[(int)(share * values.Length)];
        int within = Array.FindIndex(bounds, bound => exact <= bound);
        HistogramQuantile.Of(share, bounds, counts).ShouldBeInRange(bounds[within - 1], bounds[within]);
    }
}
