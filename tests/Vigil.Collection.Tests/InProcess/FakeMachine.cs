using Vigil.Collection.InProcess;
using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.InProcess;

/// <summary>A machine with 16 GiB, half of it free, one GPU and one disk, whose readings a test may change.</summary>
internal sealed class FakeMachine
{
    public Subject System { get; private set; } = null!;

    public Subject Gpu { get; private set; } = null!;

    public Subject Disk { get; private set; } = null!;

    public bool HasGpu { get; init; } = true;

    public List<FakeCollector> Collectors { get; } = [];

    /// <summary>Called at each sample after the ordinary readings.</summary>
    public Action<FakeMachine>? Change { get; set; }

    public CollectorFactory Factory => (_, _) =>
    {
        bool added = false;
        var collector = new FakeCollector("machine", frame =>
        {
            if (!added)
            {
                added = true;
                System = MachineSubjects.System(16 * MachineSubjects.Gibibyte, 8 * MachineSubjects.Gibibyte);
                Gpu = MachineSubjects.Gpu("GPU-1", 0);
                Disk = MachineSubjects.FileSystem("work", 100 * MachineSubjects.Gibibyte, 50 * MachineSubjects.Gibibyte);
                frame.Add(System);
                frame.Add(Disk);
                if (HasGpu)
                {
                    frame.Add(Gpu);
                }
            }

            System.Grow(SystemMetrics.CpuUser, 25);
            System.Grow(SystemMetrics.CpuSystem, 25);
            System.Grow(SystemMetrics.CpuIdle, 50);
            Gpu.Set(GpuMetrics.Utilization, 80);
            Gpu.Set(GpuMetrics.MemoryUsed, 4 * MachineSubjects.Gibibyte);
            Gpu.Set(GpuMetrics.MemoryTotal, 16 * MachineSubjects.Gibibyte);
            Gpu.Set(GpuMetrics.Temperature, 60);
            Change?.Invoke(this);
        });
        Collectors.Add(collector);
        return [collector];
    };
}
