using Vigil.Core.Metrics;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>A subject as the store knows it, at one revision of its attributes.</summary>
/// <param name="Ordinal">Its number within the run, from 1.</param>
/// <param name="Table">Its columns, and so its kind.</param>
/// <param name="Key">Its stable name.</param>
/// <param name="AttributesJson">Its attributes, an object of strings.</param>
/// <param name="FirstSeenMilliseconds">Time of its first sample.</param>
internal sealed record RegisteredSubject(
    int Ordinal,
    MetricTable Table,
    string Key,
    string AttributesJson,
    long FirstSeenMilliseconds)
{
    /// <summary>What it is.</summary>
    public SubjectKind Kind => Table.Subject;

    /// <summary>Number of its columns.</summary>
    public int ColumnCount => Table.Metrics.Count;
}
