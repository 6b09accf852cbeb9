using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

/// <summary>Against published tables.</summary>
public class DistributionsTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.15865525393145707)]
    [InlineData(1.959963984540054, 0.025)]
    [InlineData(2.5, 0.006209665325776132)]
    [InlineData(4, 3.167124183311998e-5)]
    [InlineData(-1, 0.8413447460685429)]
    public void Normal_tail(double z, double tail)
    {
        Distributions.NormalTail(z).ShouldBe(tail, tail * 1e-9);
        Distributions.NormalQuantile(tail).ShouldBe(z, 1e-6);
    }

    [Theory]
    [InlineData(12.706204736432095, 1, 0.025)]
    [InlineData(2.2281388519649385, 10, 0.025)]
    [InlineData(3.1693, 10, 0.005)]
    [InlineData(2.0422724563012373, 30, 0.025)]
    public void Student_tail(double t, double degrees, double tail)
    {
        Distributions.StudentTail(t, degrees).ShouldBe(tail, tail * 1e-4);
        Distributions.StudentQuantile(tail, degrees).ShouldBe(t, 1e-3);
    }

    [Theory]
    [InlineData(1.3581, 0.05)]
    [InlineData(1.6276, 0.01)]
    [InlineData(0.1, 1)]
    public void Brownian_bridge_tail(double x, double tail) => Distributions.BridgeTail(x).ShouldBe(tail, 1e-4);
}
