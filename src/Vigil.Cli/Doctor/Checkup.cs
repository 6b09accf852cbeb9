using Vigil.Cli.Output;
using Vigil.Cli.Settings;
using Vigil.Collection.Files;
using Vigil.Collection.Gpu;
using Vigil.Collection.Launch;
using Vigil.Collection.Platforms;
using Vigil.Collection.Processes;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite;

namespace Vigil.Cli.Doctor;

/// <summary>
/// Tries every part of the recorder once, with the parts themselves: what they say here is what they will say in a run.
/// </summary>
internal static class Checkup
{
    private static readonly TimeSpan s_gpuPatience = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<CheckResult> Run(VigilSettings settings)
    {
        var results = new List<CheckResult> { Database(settings) };
        var frame = new SampleFrame();
        frame.Begin(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 0);
        var paths = new Dictionary<string, string> { ["work"] = Directory.GetCurrentDirectory() };
        foreach (ICollector collector in MachineCollectors.ForThisMachine(Environment.ProcessId, paths, TimeProvider.System))
        {
            using (collector)
            {
                results.Add(Collector(collector, collector.Collect(frame), frame));
            }
        }

        results.Add(Pressure(frame));
        if (OperatingSystem.IsLinux())
        {
            results.Add(Processes(frame));
            results.Add(KernelLog());
        }

        results.Add(Gpus());
        results.Add(Python());
        return results;
    }

    private static CheckResult Database(VigilSettings settings)
    {
        string path = DatabasePath.Of(settings);
        try
        {
            using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = path });
            return new CheckResult("database", CheckState.Works, $"{path} can be written; {Humanize.Count(store.ListRuns().Count, "run")}");
        }
        catch (StoreUnavailableException exception)
        {
            return new CheckResult("database", CheckState.Broken, exception.Message);
        }
    }

    private static CheckResult Collector(ICollector collector, CollectResult result, SampleFrame frame) => result.State switch
    {
        CollectState.Ok => new CheckResult(collector.Name, CheckState.Works, Describe(collector.Name, frame)),
        CollectState.NotAvailable => new CheckResult(collector.Name, CheckState.Absent, result.Reason ?? "not on this machine"),
        _ => new CheckResult(collector.Name, CheckState.Limited, result.Reason ?? "could not be read"),
    };

    private static string Describe(string name, SampleFrame frame)
    {
        int Count(SubjectKind kind) => frame.Subjects.Count(subject => subject.Kind == kind);
        return name switch
        {
            "system" => $"CPU, memory, swap and load; {Humanize.Count(Count(SubjectKind.CpuCore), "core")}",
            "container" => frame.First(SubjectKind.Cgroup) is { } group ? $"control group {group.Key}" : "no limits here",
            "disk" => $"{Humanize.Count(Count(SubjectKind.Disk), "disk")}",
            "network" => $"{Humanize.Count(Count(SubjectKind.Network), "interface")}",
            "filesystem" => $"{Humanize.Count(Count(SubjectKind.FileSystem), "file system")}",
            _ => "works",
        };
    }

    private static CheckResult Pressure(SampleFrame frame) =>
        frame.First(SubjectKind.System)?.Value(SystemMetrics.PressureMemorySome) is not null
            ? new CheckResult("pressure", CheckState.Works, "the kernel tells how long tasks wait (PSI)")
            : new CheckResult("pressure", CheckState.Absent, "the kernel does not tell how long tasks wait (PSI)", OperatingSystem.IsLinux() ? "boot with psi=1 on a kernel of 4.20 or later" : null);

    private static CheckResult Processes(SampleFrame frame)
    {
        using var tree = new ProcessTreeCollector(HostPaths.Real, ProcessTreeRoot.OfProgram(Environment.ProcessId), new NoEvents(), TimeProvider.System);
        CollectResult result = tree.Collect(frame);
        if (result.State != CollectState.Ok)
        {
            return new CheckResult("processes", CheckState.Limited, result.Reason ?? "could not be read");
        }

        return tree.Statistics.Source == ProcessCountSource.ProcessConnector
            ? new CheckResult("processes", CheckState.Works, "every process of a run is read; short-lived ones are counted exactly")
            : new CheckResult("processes", CheckState.Limited, $"every process of a run is read; short-lived ones are estimated: {tree.Statistics.Limitation}", "run as root, or with the capability CAP_NET_ADMIN, for exact counts");
    }

    private static CheckResult KernelLog()
    {
        try
        {
            using FileStream log = File.OpenRead("/dev/kmsg");
            return new CheckResult("kernel log", CheckState.Works, "out-of-memory kills are explained by name");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new CheckResult("kernel log", CheckState.Limited, "may not be read: out-of-memory kills are told by counters, without the name of the process", "sysctl kernel.dmesg_restrict=0, or run as root");
        }
    }

    private static CheckResult Gpus()
    {
        using var collector = new GpuCollector(new GpuOptions(), HostPaths.Real, new NoEvents(), TimeProvider.System);
        GpuInventory inventory = collector.Inventory(s_gpuPatience);
        return inventory.Devices.Count > 0
            ? new CheckResult("gpu", CheckState.Works, string.Join("; ", inventory.Devices.Select(device => $"{device.Index}: {device.Model}")))
            : new CheckResult("gpu", CheckState.Absent, string.Join("; ", inventory.Missing));
    }

    private static CheckResult Python() => ProgramLauncher.FindExecutable("python3") is { } python
        ? new CheckResult("python", CheckState.Works, $"{python}; clients/python/vigil.py reports steps from inside a program")
        : new CheckResult("python", CheckState.Absent, "no python3 on PATH; programs in other languages are recorded as well");

    private sealed class NoEvents : IEventSink
    {
        public void Emit(RunEvent runEvent)
        {
        }
    }
}
