using Vigil.Core.Operations;

namespace Vigil.Core.Tests.Operations;

public class DurationSketchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_quantile_is_within_the_error(int seed)
    {
        var random = new Random(seed);
        long[] durations = [.. Enumerable.Range(0, 5000).Select(_ => seed switch
        {
            1 => random.NextInt64() >> random.Next(63),
            2 => (long)(1e6 * Math.Exp(3 * random.NextDouble())),
            3 => 1 + random.NextInt64(1000),
            _ => random.Next(100) == 0 ? 60_000_000_000 : 1_000_000 + random.NextInt64(1000),
        })];
        var whole = new DurationSketch();
        var parts = new DurationSketch[7];
        for (int i = 0; i < durations.Length; i++)
        {
            whole.Add(durations[i]);
            (parts[i % 7] ??= new DurationSketch()).Add(durations[i]);
        }

        var merged = new DurationSketch();
        foreach (DurationSketch part in parts)
        {
            merged.Merge(part);
        }

        Array.Sort(durations);
        for (double share = 0; share <= 1; share += 0.01)
        {
            double exact = Math.Max(1, durations[(int)(share * (durations.Length - 1))]);
            whole.Quantile(share).ShouldBeInRange(exact * (1 - DurationSketch.RelativeError - 1e-9), exact * (1 + DurationSketch.RelativeError + 1e-9));
            merged.Quantile(share).ShouldBe(whole.Quantile(share));
        }
    }

    [Fact]
    public void The_extremes_have_bins()
    {
        DurationSketch.BinOf(long.MinValue).ShouldBe(0);
        DurationSketch.BinOf(0).ShouldBe(0);
        DurationSketch.BinOf(1).ShouldBe(0);
        DurationSketch.BinOf(long.MaxValue).ShouldBeLessThan(DurationSketch.MostBins);
        DurationSketch.ValueOf(DurationSketch.BinOf(long.MaxValue)).ShouldBe(long.MaxValue, 0.011 * long.MaxValue);
        new DurationSketch().Quantile(0.5).ShouldBe(double.NaN);
    }

    [Fact]
    public void Those_above_a_limit_are_counted()
    {
        var sketch = new DurationSketch();
        sketch.Add(1_000_000, 90);
        sketch.Add(3_000_000, 10);
        sketch.CountAbove(2_000_000).ShouldBe(10);
        sketch.CountAbove(0).ShouldBe(100);
        sketch.CountAbove(4_000_000).ShouldBe(0);
    }
}
