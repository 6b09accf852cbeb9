using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

/// <summary>
/// 1,000 series in which nothing happens raise no alarm, at the significance that is the default everywhere
/// (<see cref="Significance.PerSeries"/>): 250 of each sort, of 60 to 4,000 values.
/// </summary>
public class StationarySeriesTests
{
    private const int Series = 250;

    public static TheoryData<string, double> Sorts => new() { { "white", 0 }, { "autocorrelated", 0.5 }, { "autocorrelated", 0.8 }, { "autocorrelated", 0.95 }, { "skewed", 0 } };

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Noise_shows_no_trend(string sort, double correlation) =>
        Alarms(sort, correlation, (times, values) => TrendTest.Of(times, values, leastRelativeChange: 0).IsMoving).ShouldBe(0);

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Noise_shows_no_change(string sort, double correlation) =>
        Alarms(sort, correlation, (times, values) => ChangePoints.Of(times, values, leastRelativeChange: 0).Count > 0).ShouldBe(0);

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Noise_shows_no_outlier(string sort, double correlation) =>
        Alarms(sort, correlation, (times, values) => Outliers.Of(times, values, relativeSpread: 0).Count > 0).ShouldBe(0);

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Noise_is_no_leak(string sort, double correlation) =>
        Alarms(sort, correlation, (times, values) => LeakTest.Of(times, values, leastRelativeChange: 0).Shape == MemoryShape.Leak).ShouldBe(0);

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Noise_reaches_no_limit(string sort, double correlation) =>
        Alarms(sort, correlation, (times, values) => Forecasts.Limit(times, values, 200, upwards: true).State == ForecastState.WillReach).ShouldBe(0);

    /// <summary>A comparison that somebody asks for may be wrong once in a hundred times: of 1,000, and with some luck allowed for, 20.</summary>
    [Theory]
    [MemberData(nameof(Sorts))]
    public void Two_series_of_one_sort_seldom_differ(string sort, double correlation) =>
        Alarms(sort, correlation, (_, values) => TwoSamples.Compare(values.AsSpan(0, values.Length / 2), values.AsSpan(values.Length / 2)).IsSignificant).ShouldBeLessThanOrEqualTo(5);

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Unrelated_series_do_not_correlate(string sort, double correlation) =>
        Alarms(sort, correlation, (_, values) => Correlation.Spearman(values.AsSpan(0, values.Length / 2), values.AsSpan(values.Length / 2)).PValue <= Significance.PerSeries).ShouldBe(0);

    private static int Alarms(string sort, double correlation, Func<double[], double[], bool> isAlarm)
    {
        int alarms = 0;
        for (int seed = 0; seed < Series; seed++)
        {
            var noise = new Noise(seed + (int)(1_000_000 * correlation));
            int count = new[] { 60, 120, 600, 1000, 4000 }[seed % 5];
            double[] values = noise.Autocorrelated(count, 100, 5, correlation);
            if (sort == "skewed")
            {
                values = Array.ConvertAll(values, value => Math.Exp(value / 20));
            }

            alarms += isAlarm(Noise.Times(count), values) ? 1 : 0;
        }

        return alarms;
    }
}
