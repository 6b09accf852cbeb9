using System.Diagnostics;
using Vigil.Collection.Container;
using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Container;

public class RealCgroupTests
{
    private const long LimitBytes = 64L << 20;
    private const string MemoryHierarchy = "/sys/fs/cgroup/memory";

    [SkippableFact]
    public void Reads_a_version_1_group_with_a_limit_and_another_program_in_it()
    {
        string folder = Path.Combine(MemoryHierarchy, $"vigil-test-{Guid.NewGuid():N}");
        Skip.IfNot(TryCreate(folder), $"needs to make a group below {MemoryHierarchy}");
        using Process program = Process.Start("sleep", "300");
        try
        {
            File.WriteAllText(Path.Combine(folder, "memory.limit_in_bytes"), $"{LimitBytes}");
            File.WriteAllText(Path.Combine(folder, "cgroup.procs"), $"{program.Id}");
            using var collector = new CgroupCollector(HostPaths.Real, program.Id);
            var frame = new SampleFrame();

            frame.Sample(collector).ShouldBe(CollectResult.Ok);

            Subject group = frame.First(SubjectKind.Cgroup)!;
            group.Key.ShouldBe("/" + Path.GetFileName(folder));
            group.Attributes[SubjectAttributes.Version].ShouldBe("1");
            group.Attributes[SubjectAttributes.LimitGroup].ShouldBe(group.Key);
            group.Raw(CgroupMetrics.MemoryLimit).ShouldBe(LimitBytes);
            group.Raw(CgroupMetrics.MemoryUsage).ShouldBeInRange(0, LimitBytes);
            group.Raw(CgroupMetrics.MemoryPeak).ShouldBeInRange(0, LimitBytes);
            group.Raw(CgroupMetrics.OomKills).ShouldBe(0);
            group.Raw(CgroupMetrics.LimitHits).ShouldBe(0);
        }
        finally
        {
            program.Kill();
            program.WaitForExit();
            Remove(folder);
        }
    }

    [SkippableFact]
    public void Keeps_the_kill_of_a_program_that_died_of_its_limit()
    {
        string folder = Path.Combine(MemoryHierarchy, $"vigil-test-{Guid.NewGuid():N}");
        Skip.IfNot(TryCreate(folder), $"needs to make a group below {MemoryHierarchy}");

        // The shell waits for a line, so that it is in the group before its child takes more than the group may have.
        using Process program = Process.Start(new ProcessStartInfo("sh", ["-c", "read go; exec tail /dev/zero"])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        })!;
        try
        {
            File.WriteAllText(Path.Combine(folder, "memory.limit_in_bytes"), $"{LimitBytes}");
            // Not a limit on memory and swap together: Linux 6.18 counts no hits of that one.
            File.WriteAllText(Path.Combine(folder, "memory.swappiness"), "0");
            File.WriteAllText(Path.Combine(folder, "cgroup.procs"), $"{program.Id}");
            using var collector = new CgroupCollector(HostPaths.Real, program.Id);
            var frame = new SampleFrame();
            frame.Sample(collector).ShouldBe(CollectResult.Ok);

            program.StandardInput.WriteLine("go");
            program.WaitForExit(TimeSpan.FromSeconds(60)).ShouldBeTrue();
            for (int i = 0; i < 11; i++)
            {
                frame.Sample(collector);
            }

            program.ExitCode.ShouldBe(128 + 9);
            Subject group = frame.First(SubjectKind.Cgroup)!;
            group.Key.ShouldBe("/" + Path.GetFileName(folder));
            group.Raw(CgroupMetrics.OomKills).ShouldBe(1);
            group.Raw(CgroupMetrics.OomEvents).ShouldBe(1);
            group.Raw(CgroupMetrics.LimitHits).ShouldBeGreaterThan(0);
            group.Raw(CgroupMetrics.MemoryPeak).ShouldBe(LimitBytes);
        }
        finally
        {
            if (!program.HasExited)
            {
                program.Kill();
                program.WaitForExit();
            }

            Remove(folder);
        }
    }

    private static bool TryCreate(string folder)
    {
        if (!File.Exists(Path.Combine(MemoryHierarchy, "memory.limit_in_bytes")))
        {
            return false;
        }

        try
        {
            Directory.CreateDirectory(folder);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A group can be removed once the kernel has let go of its last process, shortly after that was waited for.</summary>
    private static void Remove(string folder)
    {
        for (int i = 0; i < 100 && Directory.Exists(folder); i++)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                Thread.Sleep(50);
            }
        }
    }
}
