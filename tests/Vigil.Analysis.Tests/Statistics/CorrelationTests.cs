using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

public class CorrelationTests
{
    [Fact]
    public void What_goes_together_correlates_whatever_its_scale()
    {
        double[] first = new Noise(1).White(300, 0, 1);
        CorrelationResult result = Correlation.Spearman(first, [.. first.Select(Math.Exp)]);
        result.Coefficient.ShouldBe(1, 1e-9);
        result.PValue.ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void A_series_that_follows_another_is_found_at_its_lag()
    {
        double[] first = new Noise(2).White(300, 0, 1);
        double[] second = [0, 0, 0, .. first[..^3]];
        CorrelationResult result = Correlation.Spearman(first, second, maxLag: 5);
        result.Lag.ShouldBe(3);
        result.Coefficient.ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void Constants_and_few_values_have_no_correlation()
    {
        Correlation.Spearman([], []).Coefficient.ShouldBe(double.NaN);
        Correlation.Spearman([1, 2, 3], [1, 2, 3]).Coefficient.ShouldBe(double.NaN);
        Correlation.Spearman(new double[50], Noise.Times(50)).Coefficient.ShouldBe(double.NaN);
    }

    [Fact]
    public void Rows_where_one_is_missing_do_not_count() =>
        Correlation.Spearman([1, 2, double.NaN, 4, 5, 6, 7, 8, 9, 10], [10, 9, 8, double.NaN, 6, 5, 4, 3, 2, 1]).ShouldSatisfyAllConditions(
            result => result.Count.ShouldBe(8),
            result => result.Coefficient.ShouldBe(-1, 1e-9));
}
