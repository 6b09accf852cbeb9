using Vigil.Faults.Tests.Support;
using Xunit.Abstractions;

namespace Vigil.Faults.Tests;

/// <summary>Trainings that wait: for data, for a disk, for their share of a core. They use little CPU, and their waits are far longer than what neighbours cost.</summary>
public sealed class WaitingFaults(ITestOutputHelper output) : FaultSuite(output)
{
    private const long Mebibyte = 1 << 20;

    private static readonly Fault[] s_faults =
    [
        new()
        {
            Name = "samples arrive slowly, and the client tells how long was waited",
            Program = ["slow_loader.py", "--num-workers", "0", "--steps", "220"],
            NeedsTorch = true,
            Setting = "--num-workers",
            Rules = ["VIG001"],
        },
        new()
        {
            Name = "samples arrive slowly, and the log tells how long was waited",
            Program = ["slow_loader.py", "--num-workers", "0", "--steps", "220", "--report", "print"],
            NeedsTorch = true,
            Setting = "--num-workers",
            Rules = ["VIG001"],
        },
        new()
        {
            Name = "the disk is slow",
            Program = ["slow_disk.py", "--data", "{folder}/data", "--steps", "180"],
            Before = scene => scene.Limit(new Limits { DiskBytesPerSecond = 2 * Mebibyte }),
            // From outside, a throttled disk is hardly busy: that the training waits for its data is what can be known.
            Rules = ["VIG001", "VIG004", "VIG005"],
        },
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
    public void What_a_run_waits_for_is_told_from_everything_else(string name) => Judge(s_faults.Single(fault => fault.Name == name));
}
