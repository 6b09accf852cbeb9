using Vigil.Cli.Plot;

namespace Vigil.Cli.Tests.Plot;

public class ThinnedSeriesTests
{
    [Fact]
    public void A_day_of_seconds_becomes_a_screen_of_points_and_keeps_its_peaks()
    {
        double[] times = [.. Enumerable.Range(0, 86_400).Select(second => (double)second)];
        double[] values = [.. times.Select(time => time == 40_000 ? 99.0 : time == 40_001 ? -5 : 10)];

        ThinnedSeries thinned = ThinnedSeries.Of(times, values, 0, 86_399, 1000);

        thinned.Times.Length.ShouldBe(1000);
        thinned.Times.ShouldBeInOrder();
        thinned.Highs.Max().ShouldBe(99);
        thinned.Lows.Min().ShouldBe(-5);
        thinned.Means[0].ShouldBe(10);
    }

    [Fact]
    public void Stretches_without_a_value_give_no_point()
    {
        ThinnedSeries thinned = ThinnedSeries.Of([0, 1, 50, 99, 100, 200], [1, double.NaN, double.PositiveInfinity, 4, 6, 7], 0, 100, 10);

        thinned.Times.ShouldBe([0, 99.5]);
        thinned.Means.ShouldBe([1, 5]);
        thinned.Lows.ShouldBe([1, 4]);
        thinned.Highs.ShouldBe([1, 6]);
    }

    [Fact]
    public void A_window_of_no_length_holds_what_falls_on_it() =>
        ThinnedSeries.Of([5, 6], [1, 2], 5, 5, 100).Means.ShouldBe([1]);

    [Fact]
    public void Nothing_gives_nothing() => ThinnedSeries.Of([], [], 0, 10, 100).Times.ShouldBeEmpty();
}
