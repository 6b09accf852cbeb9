namespace Vigil.Analysis.Tests.Support;

/// <summary>Random numbers that are the same at every run of the tests.</summary>
internal sealed class Noise(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Evenly between 0 and 1.</summary>
    public double Even() => _random.NextDouble();

    /// <summary>From the normal distribution.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    /// <summary>From Student's distribution with 3 degrees of freedom: heavy tails.</summary>
    public double Heavy()
    {
        double squares = 0;
        for (int i = 0; i < 3; i++)
        {
            double normal = Normal();
            squares += normal * normal;
        }

        return Normal() / Math.Sqrt(squares / 3);
    }
}
