using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

public class TwoSamplesTests
{
    [Theory]
    [InlineData(5, 0)]
    [InlineData(10, 0.5)]
    [InlineData(20, 0.9)]
    public void Differences_are_found_with_an_interval_that_holds_them(double percent, double correlation)
    {
        int covered = 0;
        for (int seed = 0; seed < 30; seed++)
        {
            var noise = new Noise(seed);
            SampleComparison result = TwoSamples.Compare(noise.Autocorrelated(1000, 100, 5, correlation), noise.Autocorrelated(1500, 100 + percent, 5, correlation));
            result.IsSignificant.ShouldBeTrue();
            result.RelativeDifference.ShouldBe(percent / 100, 0.05);
            covered += result.Low <= percent && percent <= result.High ? 1 : 0;
        }

        covered.ShouldBeGreaterThanOrEqualTo(25);
    }

    [Fact]
    public void The_same_data_give_the_same_figures()
    {
        double[] first = new Noise(1).White(200, 1, 0.1);
        double[] second = new Noise(2).White(200, 1.1, 0.1);
        TwoSamples.Compare(first, second).ShouldBe(TwoSamples.Compare(first, second));
    }

    [Fact]
    public void Too_few_values_tell_medians_and_nothing_more()
    {
        SampleComparison result = TwoSamples.Compare([1, 2, 3], [10, 11, 12]);
        result.Difference.ShouldBe(9);
        result.PValue.ShouldBe(double.NaN);
        result.IsSignificant.ShouldBeFalse();
        TwoSamples.Compare([], [1]).First.ShouldBe(double.NaN);
    }

    [Fact]
    public void Equal_constants_do_not_differ() => TwoSamples.Compare([.. Enumerable.Repeat(2.0, 50)], [.. Enumerable.Repeat(2.0, 50)]).PValue.ShouldBe(1);

    /// <summary>Worked by hand: U = 0 of 5 and 5; z = (12.5 − 0.5) / √(25 · 11 / 12).</summary>
    [Fact]
    public void Mann_and_Whitney() => TwoSamples.MannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]).ShouldBe(0.012186, 1e-5);
}
