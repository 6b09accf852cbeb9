using Vigil.Collection.Files;
using Vigil.Collection.Gpu;
using Vigil.Collection.Platforms;
using Vigil.Collection.Processes;
using Vigil.Collection.Resources;
using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.InProcess;

/// <summary>The collectors of a monitor that is given none: the machine, this program with its children, the GPUs.</summary>
internal static class ThisMachine
{
    private const string DiskCollector = "disk";

    /// <summary>All that this machine has.</summary>
    public static IReadOnlyList<ICollector> Everything(IEventSink events, TimeProvider time) =>
        [.. Machine(time), .. Program(events, time), new GpuCollector(new GpuOptions(), HostPaths.Real, events, time)];

    /// <summary>What the switches of a resource monitor leave.</summary>
    public static CollectorFactory For(ResourceMonitorOptions options) => (events, time) =>
    {
        var collectors = new List<ICollector>();
        if (options.CpuMonitoring || options.IoMonitoring)
        {
            foreach (ICollector collector in Machine(time))
            {
                bool wanted = collector.Name is "system" or "container" or "processes"
                    || (options.IoMonitoring && collector.Name == DiskCollector);
                if (wanted)
                {
                    collectors.Add(collector);
                }
                else
                {
                    collector.Dispose();
                }
            }

            collectors.AddRange(Program(events, time));
        }

        if (options.GpuMonitoring)
        {
            collectors.Add(new GpuCollector(new GpuOptions(), HostPaths.Real, events, time));
        }

        return collectors;
    };

    private static IReadOnlyList<ICollector> Machine(TimeProvider time) => MachineCollectors.ForThisMachine(
        Environment.ProcessId, new Dictionary<string, string> { ["work"] = Environment.CurrentDirectory }, time);

    /// <summary>This process and its children; elsewhere than on Linux the machine's collectors read them.</summary>
    private static IReadOnlyList<ICollector> Program(IEventSink events, TimeProvider time)
    {
        // Not the kernel's process connector: a library must not open one more socket in somebody's program.
        var options = new ProcessTreeOptions { UseProcessConnector = false };
        return OperatingSystem.IsLinux()
            ? [new ProcessTreeCollector(HostPaths.Real, ProcessTreeRoot.OfProgram(Environment.ProcessId), events, time, options)]
            : [];
    }
}
