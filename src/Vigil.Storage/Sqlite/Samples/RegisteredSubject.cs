using Vigil.Core.Metrics;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>A subject as the store knows it, at one revision of its attributes.</summary>
/// <param name="Ordinal">Its number within the run, from 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Its stable name.</param>
/// <param name="AttributesJson">Its attributes, an object of strings.</param>
/// <param name="FirstSeenMilliseconds">Time of its first sample.</param>
/// <param name="ColumnCount">Columns of its kind.</param>
internal sealed record RegisteredSubject(
    int Ordinal,
    SubjectKind Kind,
    string Key,
    string AttributesJson,
    long FirstSeenMilliseconds,
    int ColumnCount);
