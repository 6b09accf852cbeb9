using Vigil.Alerting.Conditions;
using Vigil.Alerting.Tests.Support;
using Vigil.Core.Alerts;

namespace Vigil.Alerting.Tests.Conditions;

public class ConditionTests
{
    private static readonly Random s_noise = new(7);

    [Fact]
    public void A_threshold_must_be_passed_and_ends_where_it_is_told_to()
    {
        var hot = new ThresholdCondition(80, above: true, resolve: 75);

        hot.Ask([70, 80]).Truth.ShouldBe(Truth.No);
        hot.Ask([70, 81]).ShouldBe(new Judgement(Truth.Yes, 81));
        hot.Ask([81, 76], isFiring: true).Truth.ShouldBe(Truth.Yes);
        hot.Ask([81, 75], isFiring: true).Truth.ShouldBe(Truth.No);
        hot.Ask([81, 76]).Truth.ShouldBe(Truth.No);
    }

    [Fact]
    public void What_is_missing_or_old_says_nothing()
    {
        var low = new ThresholdCondition(5, above: false);

        low.Ask([double.NaN]).Truth.ShouldBe(Truth.Unknown);
        low.Ask([1, double.NaN]).Truth.ShouldBe(Truth.Yes);
        low.Ask([1, 1], later: 31).Truth.ShouldBe(Truth.Unknown);
    }

    [Fact]
    public void A_mean_waits_until_most_of_its_time_was_seen()
    {
        var idle = new ThresholdCondition(50, above: false, meanSeconds: 100);

        idle.Ask(Flat(10, 60)).Truth.ShouldBe(Truth.Unknown);
        idle.Ask(Flat(10, 100)).Truth.ShouldBe(Truth.Yes);
        idle.Ask([.. Flat(100, 99), 0]).Truth.ShouldBe(Truth.No);
    }

    [Fact]
    public void A_rate_is_the_slope_of_the_stretch_not_of_its_ends()
    {
        var fast = new RateCondition(0.9, above: true, null, 60);

        fast.Ask([.. Enumerable.Range(0, 61).Select(i => (double)i)]).Truth.ShouldBe(Truth.Yes);
        fast.Ask([.. Flat(0, 60), 61]).Truth.ShouldBe(Truth.No);
        new RateCondition(-0.9, above: false, null, 60).Ask([.. Enumerable.Range(0, 61).Select(i => -(double)i)]).Truth.ShouldBe(Truth.Yes);
    }

    [Fact]
    public void Silence_is_measured_from_the_newest_reading()
    {
        var silent = new AbsenceCondition(60);

        silent.Ask(Flat(1, 10), later: 59).Truth.ShouldBe(Truth.No);
        silent.Ask(Flat(1, 10), later: 60).ShouldBe(new Judgement(Truth.Yes, 60));
        silent.Ask([1, .. Flat(double.NaN, 60)]).Truth.ShouldBe(Truth.Yes);
    }

    [Fact]
    public void A_disk_that_fills_is_foretold_and_one_that_breathes_is_not()
    {
        var full = new ForecastCondition(0, upwards: false, withinSeconds: 7200, overSeconds: 1800);
        double[] filling = [.. Enumerable.Range(0, 1800).Select(i => 100_000 - (20.0 * i) + Noise(50))];
        double[] breathing = [.. Enumerable.Range(0, 1800).Select(i => 100_000 + (500 * Math.Sin(i / 30.0)) + Noise(50))];

        Judgement judgement = full.Ask(filling);

        judgement.Truth.ShouldBe(Truth.Yes);
        judgement.Value!.Value.ShouldBe((100_000 - (20 * 1800)) / 20.0, tolerance: 200);
        full.Ask(breathing).Truth.ShouldBe(Truth.No);
        new ForecastCondition(0, false, 600, 1800).Ask(filling).Truth.ShouldBe(Truth.No);
    }

    [Fact]
    public void A_limit_that_is_reached_needs_no_trend() =>
        new ForecastCondition(0.99, upwards: true, 900, 1200).Ask([0.5, 1]).Truth.ShouldBe(Truth.Yes);

    [Fact]
    public void What_is_unusual_for_this_series_is_found_and_what_is_usual_is_not()
    {
        var strange = new AnomalyCondition(6, AnomalyDirection.Both, learnSeconds: 300, halfLifeSeconds: 3600, meanSeconds: 5);
        double[] usual = [.. Enumerable.Range(0, 900).Select(i => 100 + Noise(5))];

        strange.AskAll(usual).ShouldAllBe(judgement => judgement.Truth != Truth.Yes);
        Judgement[] judgements = strange.AskAll([.. usual, .. Enumerable.Range(0, 30).Select(i => 160 + Noise(5))]);
        judgements[..900].ShouldAllBe(judgement => judgement.Truth != Truth.Yes);
        judgements[^1].Truth.ShouldBe(Truth.Yes);
        new AnomalyCondition(6, AnomalyDirection.Below, 300, 3600, 5).AskAll([.. usual, .. Flat(160, 30)])[^1].Truth.ShouldBe(Truth.No);
    }

    [Fact]
    public void What_stays_becomes_the_new_usual()
    {
        var strange = new AnomalyCondition(6, AnomalyDirection.Both, learnSeconds: 120, halfLifeSeconds: 60, meanSeconds: 5);

        Judgement[] judgements = strange.AskAll([.. Enumerable.Range(0, 200).Select(i => 100 + Noise(5)), .. Enumerable.Range(0, 3000).Select(i => 160 + Noise(5))]);

        judgements[230].Truth.ShouldBe(Truth.Yes);
        judgements[^1].Truth.ShouldBe(Truth.No);
    }

    [Theory]
    [InlineData(0.02, 0.02, Truth.Yes)]
    [InlineData(0.02, 0.001, Truth.No)]
    [InlineData(0.001, 0.02, Truth.No)]
    public void An_allowance_burns_too_fast_only_where_both_windows_say_so(double longShare, double shortShare, object expected)
    {
        var levels = new Levels((_, from, to) => to - from > 1000 ? longShare : shortShare);
        var burn = new BurnRateCondition("answers", [new BurnWindow(14.4, 3600, 300)]);

        burn.Judge(new Observed(new Alerting.Watching.Target(new Dictionary<string, string>(), null, null), 0, false, null, levels)).Truth.ShouldBe((Truth)expected);
        burn.Judge(new Observed(new Alerting.Watching.Target(new Dictionary<string, string>(), null, null), 0, false, null)).Truth.ShouldBe(Truth.Unknown);
    }

    private static double[] Flat(double value, int count) => [.. Enumerable.Repeat(value, count)];

    private static double Noise(double size) => ((s_noise.NextDouble() * 2) - 1) * size;

    private sealed class Levels(Func<string, double, double, double?> share) : IServiceLevels
    {
        public double? Target(string objective) => 0.999;

        public double? ErrorShare(string objective, double from, double to) => share(objective, from, to);
    }
}
