using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

public class OutliersTests
{
    [Theory]
    [InlineData(100, 0)]
    [InlineData(1000, 0)]
    [InlineData(1000, 0.9)]
    [InlineData(100_000, 0)]
    public void Wild_values_are_found_and_nothing_else(int count, double correlation)
    {
        double[] values = new Noise(1).Autocorrelated(count, 100, 2, correlation);
        int[] places = [count / 5, (count / 2) + 1, count - 7];
        foreach (int place in places)
        {
            values[place] += place == places[1] ? -30 : 30;
        }

        Outliers.Of(Noise.Times(count), values).Select(outlier => outlier.Index).ShouldBe(places);
    }

    [Fact]
    public void An_outlier_tells_what_was_expected()
    {
        double[] values = new Noise(2).White(600, 50, 1);
        values[300] = 90;
        Outlier outlier = Outliers.Of(Noise.Times(600), values).ShouldHaveSingleItem();
        outlier.Expected.ShouldBe(50, 2);
        outlier.Strength.ShouldBeGreaterThan(20);
        outlier.PValue.ShouldBeLessThan(1e-6);
        outlier.Time.ShouldBe(1_700_000_300);
    }

    [Fact]
    public void Steps_and_drifts_are_no_outliers()
    {
        double[] values = new Noise(3).White(2000, 100, 1);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += (i * 0.05) + (i > 777 ? 60 : 0);
        }

        Outliers.Of(Noise.Times(2000), values).ShouldBeEmpty();
    }

    [Fact]
    public void A_jump_out_of_readings_that_stand_still_is_found_and_a_flicker_is_not()
    {
        double[] values = [.. Enumerable.Repeat(1000.0, 500)];
        values[200] = 1010;
        values[300] = 1500;
        Outliers.Of(Noise.Times(500), values).ShouldHaveSingleItem().Index.ShouldBe(300);
    }

    [Fact]
    public void Too_few_values_have_none()
    {
        Outliers.Of([], []).ShouldBeEmpty();
        Outliers.Of(Noise.Times(29), [.. Enumerable.Range(0, 29).Select(i => i == 3 ? 1e9 : 1)]).ShouldBeEmpty();
        Outliers.Of(Noise.Times(90), [.. Enumerable.Range(0, 90).Select(i => i < 70 ? double.NaN : 1)]).ShouldBeEmpty();
    }
}
