using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Server.Api.Shapes;

/// <summary>What charts call a subject, and in what unit they show a metric.</summary>
internal static class SeriesLabels
{
    public static string Of(StoredSubject subject)
    {
        string? Attribute(string name) => subject.Attributes.GetValueOrDefault(name);
        return subject.Kind switch
        {
            SubjectKind.System => "machine",
            SubjectKind.Process => $"{(Attribute(SubjectAttributes.Role) is { } role and not ProcessRoles.Other ? role + " " : "")}{Attribute(SubjectAttributes.Name)} ({Attribute(SubjectAttributes.Pid)})",
            SubjectKind.Gpu => $"GPU {Attribute(SubjectAttributes.Index)}",
            SubjectKind.FileSystem => Attribute(SubjectAttributes.Path) ?? subject.Key,
            SubjectKind.CpuCore => $"core {subject.Key}",
            SubjectKind.Recorder => "Vigil",
            _ => subject.Key,
        };
    }

    /// <summary>Counters are answered as growth per second.</summary>
    public static string UnitOf(Metric metric) => metric.Kind == MetricKind.Counter ? metric.Unit + "/s" : metric.Unit;
}
