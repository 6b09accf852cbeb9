using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

public class ForecastsTests
{
    [Fact]
    public void A_limit_is_foretold_with_an_interval_that_holds_it()
    {
        int covered = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            double[] values = new Noise(seed).Autocorrelated(1200, 50, 1, 0.6);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] += i * 0.01;
            }

            // 100 is reached at 5,000 s.
            LimitForecast forecast = Forecasts.Limit(Noise.Times(1200, 0), values, 100, upwards: true);
            forecast.State.ShouldBe(ForecastState.WillReach);
            forecast.At!.Value.ShouldBe(5000, 700);
            covered += forecast.Earliest <= 5000 && forecast.Latest is null or >= 5000 ? 1 : 0;
        }

        covered.ShouldBeGreaterThanOrEqualTo(37);
    }

    [Fact]
    public void A_limit_below_is_reached_by_falling()
    {
        LimitForecast forecast = Forecasts.Limit(Noise.Times(100, 0), [.. Enumerable.Range(0, 100).Select(i => 1000.0 - i)], 0, upwards: false);
        forecast.State.ShouldBe(ForecastState.WillReach);
        forecast.At!.Value.ShouldBe(1000, 1);
    }

    [Fact]
    public void Growth_that_stopped_reaches_nothing() =>
        Forecasts.Limit(Noise.Times(1000, 0), [.. Enumerable.Range(0, 1000).Select(i => Math.Min(i, 500.0))], 900, upwards: true).State.ShouldBe(ForecastState.NoTrend);

    [Fact]
    public void What_goes_away_from_a_limit_does_not_reach_it() =>
        Forecasts.Limit(Noise.Times(100, 0), [.. Enumerable.Range(0, 100).Select(i => 100.0 - i)], 200, upwards: true).State.ShouldBe(ForecastState.MovingAway);

    [Fact]
    public void What_is_beyond_it_has_reached_it() =>
        Forecasts.Limit(Noise.Times(100, 0), [.. Enumerable.Range(0, 100).Select(i => (double)i)], 50, upwards: true).State.ShouldBe(ForecastState.Reached);

    [Fact]
    public void Few_values_foretell_nothing()
    {
        Forecasts.Limit([], [], 1, upwards: true).State.ShouldBe(ForecastState.InsufficientData);
        Forecasts.Limit([1], [1], 1, upwards: true).State.ShouldBe(ForecastState.InsufficientData);
        Forecasts.End([], [], 10).ShouldBeNull();
        Forecasts.End([1], [1], 10).ShouldBeNull();
    }

    [Fact]
    public void The_end_follows_from_the_rate()
    {
        var noise = new Noise(4);
        double time = 0;
        double[] times = [.. Enumerable.Range(0, 200).Select(_ => time += 0.5 + (0.02 * noise.Next()))];
        EndForecast end = Forecasts.End(times, [.. Enumerable.Range(1, 200).Select(i => (long)i)], 1000).ShouldNotBeNull();
        end.RemainingSteps.ShouldBe(800);
        end.At.ShouldBe(500, 5);
        end.Earliest.ShouldBeLessThan(end.At);
        end.Earliest.ShouldBeLessThanOrEqualTo(500);
        end.Latest.ShouldBeGreaterThanOrEqualTo(500);
        end.SecondsPerStep.ShouldBe(0.5, 0.01);
    }

    [Fact]
    public void A_training_at_its_last_step_has_no_end_ahead() =>
        Forecasts.End(Noise.Times(20), [.. Enumerable.Range(1, 20).Select(i => (long)i)], 20).ShouldBeNull();
}
