using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

public class EwmaTests
{
    [Fact]
    public void After_a_half_life_half_of_a_change_is_followed() => Ewma.Of([0, 10], [0, 8], halfLifeSeconds: 10).ShouldBe([0, 4]);

    [Fact]
    public void The_sampling_interval_does_not_matter() =>
        Ewma.Of([0, 1, 2, 3, 4, 5], [0, 8, 8, 8, 8, 8], 5)[^1].ShouldBe(Ewma.Of([0, 5], [0, 8], 5)[^1], 1e-9);

    [Fact]
    public void It_stands_still_where_a_reading_is_missing_or_time_steps_back() =>
        Ewma.Of([0, 1, 0.5, 2], [double.NaN, 4, 8, double.NaN], 1).ShouldBe([double.NaN, 4, 4, 4]);
}
