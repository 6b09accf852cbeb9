using Vigil.Faults.Tests.Support;
using Xunit.Abstractions;

namespace Vigil.Faults.Tests;

/// <summary>Runs that are slow for a known reason. Their pace matters: they run alone.</summary>
[Collection(Alone.Name)]
public sealed class SlowFaults(ITestOutputHelper output) : FaultSuite(output)
{
    private const long Mebibyte = 1 << 20;

    private static readonly string s_manyWorkers = $"{Environment.ProcessorCount * 6}";

    private static readonly Fault[] s_faults =
    [
        new()
        {
            Name = "samples arrive slowly, and the client tells how long was waited",
            Program = ["slow_loader.py", "--num-workers", "0"],
            NeedsTorch = true,
            Setting = "--num-workers",
            Rules = ["VIG001"],
        },
        new()
        {
            Name = "samples arrive slowly, and the log tells how long was waited",
            Program = ["slow_loader.py", "--num-workers", "0", "--report", "print"],
            NeedsTorch = true,
            Setting = "--num-workers",
            Rules = ["VIG001"],
        },
        new()
        {
            Name = "workers prepare batches as fast as they can",
            Program = ["busy_workers.py", "--num-workers", "1"],
            NeedsTorch = true,
            Setting = "--num-workers",
            Rules = ["VIG001", "VIG007"],
        },
        new()
        {
            Name = "more workers than cores",
            Program = ["busy_workers.py", "--num-workers", s_manyWorkers, "--work", "0.006", "--steps", "150"],
            NeedsTorch = true,
            Setting = "--num-workers",
            Rules = ["VIG008"],
        },
        new()
        {
            Name = "one worker has most of the work",
            Program = ["straggler.py", "--num-workers", "4"],
            Rules = ["VIG009"],
        },
        new()
        {
            Name = "the disk is slow",
            Program = ["slow_disk.py", "--data", "{folder}/data", "--steps", "60"],
            Before = scene => scene.Limit(new Limits { DiskBytesPerSecond = 2 * Mebibyte }),
            Rules = ["VIG004", "VIG005"],
        },
        new()
        {
            Name = "the group may use a fifth of a core",
            Program = ["steady.py", "--steps", "60", "--pause", "0"],
            Before = scene => scene.Limit(new Limits { Cores = 0.2 }),
            Rules = ["VIG010"],
        },
        new()
        {
            Name = "memory goes to swap and comes back",
            Program = ["swapping.py", "--mb", "40", "--steps", "30"],
            Before = scene =>
            {
                scene.Use(new SwapFile(scene.Sandbox.PathOf("swap"), 256));
                scene.Limit(new Limits { MemoryBytes = 36 * Mebibyte, MaySwap = true });
            },
            Rules = ["VIG015"],
        },
        new()
        {
            Name = "the GPU waits while a core is busy",
            Program = ["steady.py", "--steps", "150", "--compute", "0.05", "--pause", "0", "--batch-size", "16"],
            Before = scene => scene.AddGpu("""
                0 utilization 6
                0 bus 2
                0 memory 6442450944
                0 temperature 48
                0 power 81000
                0 clock_sm 2520
                0 throttle 0
                """),
            Rules = ["VIG002"],
        },
        new()
        {
            Name = "heat slows the GPU down",
            Program = ["steady.py", "--steps", "150", "--batch-size", "16"],
            Before = scene => scene.AddGpu("""
                0 utilization 99
                0 bus 40
                0 memory 12884901888
                0 temperature 91
                0 power 380000
                0 clock_sm 1410
                0 throttle 96
                """),
        },
        new()
        {
            Name = "the GPU's memory is nearly full",
            Program = ["steady.py", "--steps", "150", "--batch-size", "16"],
            Before = scene => scene.AddGpu("""
                0 utilization 96
                0 bus 60
                0 memory 25241321472
                0 temperature 66
                0 power 390000
                0 clock_sm 2520
                0 throttle 0
                """),
        },
    ];

    public static IEnumerable<object[]> Names => s_faults.Select(fault => new object[] { fault.Name });

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void What_slows_a_run_down_is_told_from_everything_else(string name) => Judge(s_faults.Single(fault => fault.Name == name));
}
