using Vigil.Faults.Tests.Support;
using Xunit.Abstractions;

namespace Vigil.Faults.Tests;

/// <summary>Trainings slowed down by the limits of their control group.</summary>
public sealed class LimitFaults(ITestOutputHelper output) : FaultSuite(output)
{
    private const long Mebibyte = 1 << 20;

    private static readonly Fault[] s_faults =
    [
        new()
        {
            Name = "the group may use a fifth of a core",
            Program = ["steady.py", "--steps", "200", "--pause", "0"],
            Before = scene => scene.Limit(new Limits { Cores = 0.2 }),
            Rules = ["VIG010"],
        },
    ];

    public static IEnumerable<object[]> Names => s_faults.Select(fault => new object[] { fault.Name });

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_limit_that_slows_a_run_down_is_told(string name) => Judge(s_faults.Single(fault => fault.Name == name));
}
