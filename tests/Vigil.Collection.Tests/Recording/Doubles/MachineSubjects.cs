using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Recording.Doubles;

/// <summary>Builds subjects with the readings that a test is about; everything else is not available.</summary>
internal static class MachineSubjects
{
    public const long Gibibyte = 1L << 30;

    public static Subject System(long? totalBytes = null, long? availableBytes = null)
    {
        var system = new Subject(SubjectKind.System, "system");
        if (totalBytes is { } total && availableBytes is { } available)
        {
            system.Set(SystemMetrics.MemoryTotal, total);
            system.Set(SystemMetrics.MemoryAvailable, available);
            system.Set(SystemMetrics.MemoryUsed, total - available);
        }

        return system;
    }

    public static Subject Process(int pid, string role = ProcessRoles.Main, string name = "python3") =>
        new(SubjectKind.Process, $"{pid}:100", new Dictionary<string, string>
        {
            [SubjectAttributes.Pid] = $"{pid}",
            [SubjectAttributes.Role] = role,
            [SubjectAttributes.Name] = name,
        });

    public static Subject Gpu(string key, int? index = null, string? parent = null)
    {
        var attributes = new Dictionary<string, string> { [SubjectAttributes.Model] = "Made-up GPU" };
        if (index is { } number)
        {
            attributes[SubjectAttributes.Index] = $"{number}";
        }

        if (parent is not null)
        {
            attributes[SubjectAttributes.Parent] = parent;
        }

        return new Subject(SubjectKind.Gpu, key, attributes);
    }

    public static Subject FileSystem(string key, long totalBytes, long availableBytes, string path = "/work")
    {
        var subject = new Subject(SubjectKind.FileSystem, key, new Dictionary<string, string> { [SubjectAttributes.Path] = path });
        subject.Set(FileSystemMetrics.Total, totalBytes);
        subject.Set(FileSystemMetrics.Available, availableBytes);
        return subject;
    }

    public static Subject Group(long limitBytes, long usageBytes)
    {
        var group = new Subject(SubjectKind.Cgroup, "/train");
        group.Set(CgroupMetrics.MemoryLimit, limitBytes);
        group.Set(CgroupMetrics.MemoryUsage, usageBytes);
        return group;
    }

    /// <summary>Sets a stored integer.</summary>
    public static void Set(this Subject subject, Metric metric, long stored) => subject.Values[metric.Index] = stored;

    /// <summary>Adds to a stored counter; one that was not available starts from 0.</summary>
    public static void Grow(this Subject subject, Metric metric, long by)
    {
        ref long value = ref subject.Values[metric.Index];
        value = (value == Reading.NotAvailable ? 0 : value) + by;
    }
}
