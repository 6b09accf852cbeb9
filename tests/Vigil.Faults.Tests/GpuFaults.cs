using Vigil.Faults.Tests.Support;
using Xunit.Abstractions;

namespace Vigil.Faults.Tests;

/// <summary>Trainings beside a GPU that answers by a script. The GPU is invented, the rest is real.</summary>
public sealed class GpuFaults(ITestOutputHelper output) : FaultSuite(output)
{
    private static readonly Fault[] s_faults =
    [
        new()
        {
            Name = "heat slows the GPU down",
            Program = ["steady.py", "--steps", "400", "--batch-size", "16"],
            Before = scene => scene.AddGpu("""
                0 utilization 99
                0 bus 40
                0 memory 12884901888
                0 temperature 91
                0 power 380000
                0 clock_sm 1410
                0 throttle 96
                """),
            Rules = ["VIG027"],
        },
        new()
        {
            Name = "the GPU's memory is nearly full",
            Program = ["steady.py", "--steps", "400", "--batch-size", "16"],
            Before = scene => scene.AddGpu("""
                0 utilization 96
                0 bus 60
                0 memory 25241321472
                0 temperature 66
                0 power 390000
                0 clock_sm 2520
                0 throttle 0
                """),
            Rules = ["VIG047"],
        },
    ];

    public static IEnumerable<object[]> Names => s_faults.Select(fault => new object[] { fault.Name });

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void What_a_GPU_shows_is_told(string name) => Judge(s_faults.Single(fault => fault.Name == name));
}
