using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Cli.Top;

/// <summary>A subject with its latest rows.</summary>
/// <param name="Stored">The subject.</param>
/// <param name="Rows">At least one row, the latest last.</param>
internal sealed record TopSubject(StoredSubject Stored, SeriesTable Rows)
{
    /// <summary>The latest value in the metric's unit; null when not available.</summary>
    public double? Value(Metric metric) => At(metric, Rows.UnixMilliseconds.Length - 1);

    /// <summary>Growth per second between the latest two rows; null when not available.</summary>
    public double? Rate(Metric metric)
    {
        int last = Rows.UnixMilliseconds.Length - 1;
        if (last < 1 || At(metric, last) is not { } now || At(metric, last - 1) is not { } before)
        {
            return null;
        }

        double seconds = (Rows.UnixMilliseconds[last] - Rows.UnixMilliseconds[last - 1]) / 1000.0;
        return seconds > 0 ? Math.Max(0, now - before) / seconds : null;
    }

    private double? At(Metric metric, int row) =>
        Rows.Columns.TryGetValue(metric.Name, out long[]? column) && column[row] != Reading.NotAvailable ? column[row] * metric.Scale : null;
}
