namespace Vigil.Analysis.Tests.Statistics;

/// <summary>Invented series whose truth is known; the same seed always gives the same one.</summary>
internal sealed class Noise(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A standard normal value (Box and Muller).</summary>
    public double Next() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    /// <summary>Independent values around a level.</summary>
    public double[] White(int count, double level, double deviation) => Autocorrelated(count, level, deviation, 0);

    /// <summary>Values around a level that resemble their neighbours: autoregressive of first order, stationary from the start.</summary>
    public double[] Autocorrelated(int count, double level, double deviation, double correlation)
    {
        double[] values = new double[count];
        double state = Next();
        for (int i = 0; i < count; i++)
        {
            values[i] = level + (deviation * state);
            state = (correlation * state) + (Math.Sqrt(1 - (correlation * correlation)) * Next());
        }

        return values;
    }

    /// <summary>One time a second.</summary>
    public static double[] Times(int count, double start = 1_700_000_000) => [.. Enumerable.Range(0, count).Select(i => start + i)];
}
