using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

public class LeakTestTests
{
    private static LeakResult Test(int count, Func<int, double> at, double noise = 0.5)
    {
        var random = new Noise(count);
        return LeakTest.Of(Noise.Times(count), [.. Enumerable.Range(0, count).Select(i => at(i) + (noise * random.Next()))]);
    }

    [Fact]
    public void Steady_growth_is_a_leak()
    {
        LeakResult result = Test(1800, i => 100 + (i * 0.02));
        result.Shape.ShouldBe(MemoryShape.Leak);
        result.Floor.SlopePerSecond.ShouldBe(0.02, 0.003);
    }

    [Fact]
    public void Growth_below_teeth_is_a_leak()
    {
        LeakResult result = Test(3600, i => 100 + (i * 0.01) + (i % 100 * 0.3));
        result.Shape.ShouldBe(MemoryShape.Leak);
        result.Floor.SlopePerSecond.ShouldBe(0.01, 0.002);
        result.Falls.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Growth_of_which_the_end_was_sampled_densely_is_a_leak()
    {
        // A recorder samples ten times a second as memory runs out.
        double[] times = [.. Enumerable.Range(0, 36).Select(i => (double)i), .. Enumerable.Range(360, 40).Select(i => i / 10.0)];
        var random = new Noise(3);
        LeakTest.Of(times, [.. times.Select(time => 10 + (time * 17.5) + (0.1 * random.Next()))]).Shape.ShouldBe(MemoryShape.Leak);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(370)]
    public void Teeth_on_a_floor_that_stays_are_none(int period) =>
        Test(3600, i => 100 + (i % period * 30.0 / period)).Shape.ShouldBe(MemoryShape.Sawtooth);

    [Fact]
    public void Growth_in_stairs_is_a_leak() => Test(3600, i => 100 + (i / 120 * 2)).Shape.ShouldBe(MemoryShape.Leak);

    [Fact]
    public void Warming_up_is_none() => Test(1800, i => i < 300 ? 10 + (i * 0.3) : 100).Shape.ShouldNotBe(MemoryShape.Leak);

    [Fact]
    public void Growth_that_ends_is_none() => Test(1800, i => 100 + (50 * (1 - Math.Exp(-i / 200.0)))).Shape.ShouldNotBe(MemoryShape.Leak);

    [Fact]
    public void A_constant_is_flat() => Test(600, _ => 100, 0).Shape.ShouldBe(MemoryShape.Flat);

    [Fact]
    public void Memory_given_back_is_falling() => Test(600, i => 100 - (i * 0.1)).Shape.ShouldBe(MemoryShape.Falling);

    [Fact]
    public void Few_values_are_unknown()
    {
        Test(0, _ => 1).Shape.ShouldBe(MemoryShape.Unknown);
        Test(5, i => i).Shape.ShouldBe(MemoryShape.Unknown);
    }
}
