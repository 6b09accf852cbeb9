using Vigil.Faults.Tests.Support;
using Xunit.Abstractions;

namespace Vigil.Faults.Tests;

/// <summary>Memory, shared memory and disks that run out: the kernel really refuses and really kills here.</summary>
public sealed class MemoryFaults(ITestOutputHelper output) : FaultSuite(output)
{
    private const long Mebibyte = 1 << 20;

    private static readonly Fault[] s_faults =
    [
        new()
        {
            Name = "workers take the group's memory",
            Program = ["leaking_workers.py", "--num-workers", "3", "--batch-size", "8"],
            NeedsTorch = true,
            Before = scene => scene.Limit(new Limits { MemoryBytes = 800 * Mebibyte }),
            Verdict = "cgroup_oom",
            CauseClass = "dataloader_worker_died",
            Setting = "--num-workers",
            Rules = ["VIG100"],
        },
        new()
        {
            Name = "one long batch of the main process takes the group's memory",
            Program = ["long_sequences.py", "--batch-size", "16"],
            Before = scene => scene.Limit(new Limits { MemoryBytes = 160 * Mebibyte }),
            Verdict = "cgroup_oom",
            Setting = "--batch-size",
            Rules = ["VIG100"],
        },
        new()
        {
            Name = "a leak takes the group's memory",
            Program = ["leak.py"],
            Before = scene => scene.Limit(new Limits { MemoryBytes = 160 * Mebibyte }),
            Verdict = "cgroup_oom",
            Rules = ["VIG100"],
        },
        new()
        {
            Name = "an allocation fails for want of address space",
            Program = ["mistake.py", "memory"],
            Verdict = "host_oom",
            CauseClass = "host_oom",
            Rules = ["VIG100"],
        },
        new()
        {
            Name = "shared memory is too small for the workers' batches",
            Program = ["shared_memory.py", "--num-workers", "2", "--batch-size", "16"],
            NeedsTorch = true,
            Before = ShrinkSharedMemory,
            Verdict = "shm_exhausted",
            CauseClass = "shm_exhausted",
            Rules = ["VIG103"],
        },
        new()
        {
            Name = "the disk is full at a checkpoint",
            Program = ["checkpoints.py", "--output-dir", "{folder}/out", "--save-steps", "10"],
            NeedsTorch = true,
            Before = scene => scene.Use(TemporaryMount.Tmpfs(scene.Sandbox.PathOf("out"), "40m")),
            Verdict = "disk_full",
            CauseClass = "disk_full",
            Rules = ["VIG105"],
        },
        new()
        {
            Name = "the GPU's memory runs out, as PyTorch words it",
            Program = ["mistake.py", "cuda_memory", "--batch-size", "32"],
            NeedsTorch = true,
            Verdict = "cuda_oom",
            CauseClass = "cuda_oom",
            Setting = "--batch-size",
            Rules = ["VIG101"],
        },
    ];

    public static IEnumerable<object[]> Names => s_faults.Select(fault => new object[] { fault.Name });

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_shortage_is_told_from_every_other(string name) => Judge(s_faults.Single(fault => fault.Name == name));

    /// <summary>The recorder and the program get a /dev/shm of their own, in a mount namespace that ends with them.</summary>
    private static void ShrinkSharedMemory(Scene scene)
    {
        Skip.IfNot(Machine.IsRoot && Machine.Succeeds("unshare", "-m", "true"), "needs a mount namespace");
        scene.AroundRecorder = ["unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=24m tmpfs /dev/shm && exec \"$@\"", "sh"];
    }
}
