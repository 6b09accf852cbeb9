using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

public class BinnedSeriesTests
{
    [Fact]
    public void Bins_hold_the_mean_the_ends_and_the_rows()
    {
        BinnedSeries bins = BinnedSeries.Reduce([0, 1, 2, 3], [1, 3, double.NaN, 5], 2);
        bins.Means.ShouldBe([2, 5]);
        bins.Minima.ShouldBe([1, 5]);
        bins.Maxima.ShouldBe([3, 5]);
        bins.Times.ShouldBe([0.5, 3]);
        bins.FirstRows.ShouldBe([0, 2]);
        bins.RowCounts.ShouldBe([2, 2]);
        bins.ValueCounts.ShouldBe([2, 1]);
    }

    [Fact]
    public void A_stretch_without_a_value_has_no_bin()
    {
        BinnedSeries bins = BinnedSeries.Reduce([0, 1, 2], [double.NaN, double.PositiveInfinity, 7]);
        bins.Count.ShouldBe(1);
        bins.FirstRows.ShouldBe([2]);
    }

    [Fact]
    public void Merging_gives_what_reducing_at_once_gives()
    {
        double[] values = new Noise(2).White(4096, 10, 1);
        double[] times = Noise.Times(4096);
        BinnedSeries merged = BinnedSeries.Reduce(times, values, 512).Merge(64);
        BinnedSeries direct = BinnedSeries.Reduce(times, values, 64);
        for (int i = 0; i < 64; i++)
        {
            merged.Means[i].ShouldBe(direct.Means[i], 1e-9);
            merged.Times[i].ShouldBe(direct.Times[i], 1e-6);
            merged.Minima[i].ShouldBe(direct.Minima[i]);
        }
    }

    [Fact]
    public void Nothing_has_no_bins() => BinnedSeries.Reduce([], []).Count.ShouldBe(0);
}
