using Vigil.Faults.Tests.Support;
using Xunit.Abstractions;

namespace Vigil.Faults.Tests;

/// <summary>Trainings that are slow for want of CPU time, rightly or wrongly spread, or that disturb all others: they run alone.</summary>
[Collection(Alone.Name)]
public sealed class SlowFaults(ITestOutputHelper output) : FaultSuite(output)
{
    private const long Mebibyte = 1 << 20;

    private static readonly string s_manyWorkers = $"{Environment.ProcessorCount * 6}";

    private static readonly Fault[] s_faults =
    [
        new()
        {
            Name = "workers prepare batches as fast as they can",
            Program = ["busy_workers.py", "--num-workers", "1", "--steps", "220"],
            NeedsTorch = true,
            Setting = "--num-workers",
            NeedsFreeCores = true,
            Rules = ["VIG001", "VIG007"],
        },
        new()
        {
            Name = "more workers than cores",
            Program = ["busy_workers.py", "--num-workers", s_manyWorkers, "--work", "0.006", "--steps", "400"],
            NeedsTorch = true,
            Setting = "--num-workers",
            NeedsFreeCores = true,
            Rules = ["VIG008", "VIG012"],
        },
        new()
        {
            Name = "one worker has most of the work",
            Program = ["straggler.py", "--num-workers", "4", "--steps", "260"],
            NeedsFreeCores = true,
            Rules = ["VIG009"],
        },
        new()
        {
            Name = "the GPU waits while a core is busy",
            Program = ["steady.py", "--steps", "400", "--compute", "0.05", "--pause", "0", "--batch-size", "16"],
            Before = scene => scene.AddGpu("""
                0 utilization 6
                0 bus 2
                0 memory 6442450944
                0 temperature 48
                0 power 81000
                0 clock_sm 2520
                0 throttle 0
                """),
            NeedsFreeCores = true,
            Rules = ["VIG002"],
        },
        new()
        {
            Name = "memory goes to swap and comes back",
            Program = ["swapping.py", "--mb", "40", "--steps", "60"],
            Before = scene =>
            {
                scene.Use(new SwapFile(scene.Sandbox.PathOf("swap"), 256));
                scene.Limit(new Limits { MemoryBytes = 36 * Mebibyte, MaySwap = true });
            },
            Rules = ["VIG015", "VIG044", "VIG040"],
        },
    ];

    public static IEnumerable<object[]> Names => s_faults.Select(fault => new object[] { fault.Name });

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void What_slows_a_run_down_is_told_from_everything_else(string name) => Judge(s_faults.Single(fault => fault.Name == name));
}
