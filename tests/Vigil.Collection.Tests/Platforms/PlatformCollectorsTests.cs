using Vigil.Collection.Platforms;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Platforms;

/// <summary>The real calls, for whoever runs the tests on such a machine.</summary>
public class PlatformCollectorsTests
{
    private readonly Dictionary<string, string> _paths = new() { ["work"] = Path.GetTempPath() };

    [SkippableFact]
    public void Read_this_mac()
    {
        Skip.IfNot(OperatingSystem.IsMacOS(), "needs macOS");
        if (OperatingSystem.IsMacOS())
        {
            Reads_machine_and_own_process(MacOSCollectors.Create(Environment.ProcessId, _paths));
        }
    }

    [SkippableFact]
    public void Read_this_windows_machine()
    {
        Skip.IfNot(OperatingSystem.IsWindows(), "needs Windows");
        if (OperatingSystem.IsWindows())
        {
            Reads_machine_and_own_process(WindowsCollectors.Create(Environment.ProcessId, _paths));
        }
    }

    private static void Reads_machine_and_own_process(IReadOnlyList<ICollector> collectors)
    {
        var frame = new SampleFrame();
        for (int sample = 0; sample < 2; sample++)
        {
            frame.Begin(0, sample);
            foreach (ICollector collector in collectors)
            {
                collector.Collect(frame).State.ShouldNotBe(CollectState.Failed, collector.Name);
            }
        }

        foreach (ICollector collector in collectors)
        {
            collector.Dispose();
        }

        frame.First(SubjectKind.System)!.Value(SystemMetrics.CpuCount).ShouldBe(Environment.ProcessorCount);
        frame.First(SubjectKind.System)!.Value(SystemMetrics.MemoryUsed)!.Value.ShouldBeGreaterThan(0);
        frame.First(SubjectKind.FileSystem)!.Value(FileSystemMetrics.Available)!.Value.ShouldBeGreaterThan(0);
        Subject self = frame.Subjects.First(subject => subject.Kind == SubjectKind.Process);
        self.Attributes[SubjectAttributes.Role].ShouldBe(ProcessRoles.Main);
        self.Value(ProcessMetrics.Resident)!.Value.ShouldBeGreaterThan(0);
    }
}
