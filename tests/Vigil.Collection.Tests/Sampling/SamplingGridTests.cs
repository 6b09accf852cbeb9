using Vigil.Collection.Sampling;

using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Collection.Recording;

namespace Vigil.Collection.Tests.Sampling;

public class SamplingGridTests
{
    private const long Frequency = 1000;

    [Fact]
    public void Does_not_drift_by_the_time_that_samples_take()
    {
        var grid = new SamplingGrid(Frequency, firstDue: 0);
        long now = 0;
        for (int sample = 0; sample < 100; sample++)
        {
            now.ShouldBe(sample * 1000);
            grid.Begin(now);
            grid.Advance(1);
            now += 37;
            now += (long)grid.Wait(now).TotalMilliseconds;
        }

        grid.Late.ShouldBe(0);
    }

    [Fact]
    public void A_sample_that_overruns_a_little_is_made_up_for()
    {
        var grid = new SamplingGrid(Frequency, firstDue: 0);
        grid.Begin(0);
        grid.Advance(1);

        grid.Wait(1200).ShouldBe(TimeSpan.Zero);
        grid.Begin(1200);
        grid.Advance(1);

        grid.Wait(1300).ShouldBe(TimeSpan.FromMilliseconds(700));
        grid.Late.ShouldBe(0);
    }

    [Fact]
    public void A_sample_later_than_half_an_interval_is_counted_and_the_grid_laid_anew()
    {
        var grid = new SamplingGrid(Frequency, firstDue: 0);
        grid.Begin(0);
        grid.Advance(1);

        grid.Begin(7600);
        grid.Advance(1);

        grid.Late.ShouldBe(1);
        grid.Wait(7700).ShouldBe(TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public void Follows_a_changing_interval()
    {
        var grid = new SamplingGrid(Frequency, firstDue: 0);
        grid.Begin(0);
        grid.Advance(1);
        grid.Begin(1000);
        grid.Advance(0.1);

        grid.Wait(1010).ShouldBe(TimeSpan.FromMilliseconds(90));
    }
}
