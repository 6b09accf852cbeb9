using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Server.Api.Machine;

/// <summary>The newest rows of one subject of a record.</summary>
/// <param name="Subject">What it is.</param>
/// <param name="Rows">Its rows of the last seconds.</param>
internal sealed record SubjectRows(StoredSubject Subject, SeriesTable Rows)
{
    /// <summary>How many intervals back rows are looked for: counters need an earlier one to be compared with.</summary>
    private const double Intervals = 4;
    private const double LeastSeconds = 5;

    /// <summary>What had readings at the end of a record, in order of appearance; empty while nothing was sampled.</summary>
    public static IReadOnlyList<SubjectRows> Newest(IRunReader store, RunRecord record)
    {
        IReadOnlyList<StoredSubject> subjects = store.ReadSubjects(record.Start.Id);
        if (subjects.Count == 0)
        {
            return [];
        }

        double back = Math.Max(LeastSeconds, Intervals * record.Start.SampleIntervalSeconds);
        double end = subjects.Max(subject => subject.LastSeen);

        // What is gone was seen last before the others were: half an interval allows for rounding.
        return [.. subjects.Where(subject => subject.LastSeen >= end - (record.Start.SampleIntervalSeconds / 2))
            .Select(subject => new SubjectRows(subject, store.ReadSeries(record.Start.Id, subject.Id, (long)((end - back) * 1000))))
            .Where(rows => rows.Rows.UnixMilliseconds.Length > 0)];
    }

    /// <summary>A level now, in its unit; null when it is not available.</summary>
    public double? Level(Metric metric) => Stored(metric) is [.., var last] && last != Reading.NotAvailable ? last * metric.Scale : null;

    /// <summary>Growth of a counter per second between the two newest rows, in its unit; null when it is not known.</summary>
    public double? Rate(Metric metric)
    {
        if (Stored(metric) is not [.., var before, var last] || before == Reading.NotAvailable || last == Reading.NotAvailable || last < before)
        {
            return null;
        }

        long elapsed = Rows.UnixMilliseconds[^1] - Rows.UnixMilliseconds[^2];
        return elapsed > 0 ? (last - before) * metric.Scale * 1000 / elapsed : null;
    }

    /// <summary>The same as a share of the time: of a counter of seconds.</summary>
    public double? Percent(Metric metric) => Rate(metric) is { } share ? Math.Min(100, share * 100) : null;

    public string? Attribute(string name) => Subject.Attributes.GetValueOrDefault(name);

    private long[] Stored(Metric metric) => Rows.Columns.GetValueOrDefault(metric.Name, []);
}
