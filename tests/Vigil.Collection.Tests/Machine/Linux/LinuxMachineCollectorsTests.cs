using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Vigil.Collection.Files;
using Vigil.Collection.Machine.Linux;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Machine.Linux;

public class LinuxMachineCollectorsTests
{
    private static readonly string[] s_names = ["system", "container", "disk", "filesystem", "network"];

    [SkippableFact]
    public void Reads_this_machine()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        var frame = new SampleFrame();
        IReadOnlyList<ICollector> collectors = CreateReal();

        Dictionary<string, CollectResult> results = collectors.ToDictionary(collector => collector.Name, frame.Sample);

        collectors.Select(collector => collector.Name).ShouldBe(s_names);
        results["system"].ShouldBe(CollectResult.Ok);
        Subject machine = frame.First(SubjectKind.System)!;
        machine.Value(SystemMetrics.CpuCount)!.Value.ShouldBe(frame.Keys(SubjectKind.CpuCore).Length);
        machine.Raw(SystemMetrics.MemoryUsed).ShouldBeInRange(1, machine.Raw(SystemMetrics.MemoryTotal));
        machine.Raw(SystemMetrics.CpuIdle).ShouldBeGreaterThan(0);
        machine.Raw(SystemMetrics.Forks).ShouldBeGreaterThan(0);
        frame.Keys(SubjectKind.Network).ShouldNotContain("lo");
        frame.Keys(SubjectKind.Disk).ShouldNotContain(key => key.StartsWith("loop") || key.StartsWith("zram"));
        Dispose(collectors);
    }

    [SkippableFact]
    public void Allocates_nothing_while_the_machine_stays_the_same()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        var frame = new SampleFrame();
        IReadOnlyList<ICollector> collectors = CreateReal();
        ICollector[] all = [.. collectors];

        // A disk, an interface or a core may appear on a real machine at any time: one quiet hundred is proof enough.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            least = Math.Min(least, AllocatedBy(all, frame, samples: 100));
        }

        least.ShouldBe(0);
        Dispose(collectors);
    }

    [Theory]
    [InlineData("Machines/laptop")]
    [InlineData("Machines/server-two-sockets")]
    [InlineData("Containers/docker-v2")]
    [InlineData("Containers/slurm-v1")]
    [InlineData("Containers/slurm-v2")]
    public void Allocates_nothing_on_captured_machines(string capture)
    {
        using CapturedTree tree = CapturedTree.Open(capture);
        var frame = new SampleFrame();
        IReadOnlyList<ICollector> collectors = LinuxMachineCollectors.Create(tree.Paths, 700, [], TimeProvider.System);
        ICollector[] all = [.. collectors];

        AllocatedBy(all, frame, samples: 20);
        AllocatedBy(all, frame, samples: 100).ShouldBe(0);
        Dispose(collectors);
    }

    [Property(MaxTest = 40)]
    public Property Cut_and_spoilt_files_never_throw() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            string[] captures = ["Machines/laptop", "Machines/server-two-sockets", "Containers/docker-v1", "Containers/kubernetes-v2-nested"];
            using CapturedTree tree = CapturedTree.Open(captures[random.Next(captures.Length)]);
            foreach (string file in Directory.EnumerateFiles(tree.Paths.Root, "*", SearchOption.AllDirectories))
            {
                Spoil(file, random);
            }

            var frame = new SampleFrame();
            IReadOnlyList<ICollector> collectors = LinuxMachineCollectors.Create(tree.Paths, 700, [], TimeProvider.System);
            foreach (ICollector collector in collectors)
            {
                frame.Sample(collector);
                frame.Sample(collector);
            }

            _ = new LinuxMachineFactsReader(tree.Paths).Read();
            Dispose(collectors);
        });

    [Fact]
    public void An_empty_machine_fails_with_reasons_and_never_throws()
    {
        using CapturedTree tree = CapturedTree.Empty();
        var frame = new SampleFrame();
        IReadOnlyList<ICollector> collectors = LinuxMachineCollectors.Create(tree.Paths, 700, [], TimeProvider.System);

        foreach (ICollector collector in collectors.Where(collector => collector.Name != "filesystem"))
        {
            CollectResult result = frame.Sample(collector);
            result.State.ShouldNotBe(CollectState.Ok, collector.Name);
            result.Reason.ShouldNotBeNullOrWhiteSpace(collector.Name);
        }

        Dispose(collectors);
    }

    private static IReadOnlyList<ICollector> CreateReal() => LinuxMachineCollectors.Create(
        HostPaths.Real,
        Environment.ProcessId,
        [new FileSystemTarget("work", Environment.CurrentDirectory), FileSystemTarget.SharedMemory],
        TimeProvider.System);

    private static long AllocatedBy(ICollector[] collectors, SampleFrame frame, int samples)
    {
        Sample(collectors, frame, 12);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Sample(collectors, frame, samples);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Sample(ICollector[] collectors, SampleFrame frame, int samples)
    {
        for (int i = 0; i < samples; i++)
        {
            frame.Begin(i, 1);
            foreach (ICollector collector in collectors)
            {
                collector.Collect(frame);
            }
        }
    }

    private static void Spoil(string file, Random random)
    {
        byte[] text = File.ReadAllBytes(file);
        switch (random.Next(4))
        {
            case 0:
                text = text[..random.Next(text.Length + 1)];
                break;
            case 1:
                random.NextBytes(text);
                break;
            case 2:
                for (int i = 0; i < text.Length; i += 1 + random.Next(20))
                {
                    text[i] = (byte)" \n:/-9\0."[random.Next(8)];
                }

                break;
            default:
                break;
        }

        File.WriteAllBytes(file, text);
    }

    private static void Dispose(IEnumerable<ICollector> collectors)
    {
        foreach (ICollector collector in collectors)
        {
            collector.Dispose();
        }
    }
}
