using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Storage.Sqlite.Rollups;

/// <summary>
/// One metric over the rows of a span. All parts are exact integers but the rates, so that hours made of minutes are what
/// hours made of samples are. Not thread-safe.
/// </summary>
/// <param name="isCounter">Whether the metric is a total that grows.</param>
/// <param name="rows">Rows of the span.</param>
internal sealed class RollupColumn(bool isCounter, int rows)
{
    /// <summary>Creates a column for a metric.</summary>
    public RollupColumn(MetricKind kind, int rows)
        : this(kind == MetricKind.Counter, rows)
    {
    }

    /// <summary>Whether the metric is a total that grows.</summary>
    public bool IsCounter { get; } = isCounter;

    /// <summary>Of a level: readings. Of a total: milliseconds over which its growth is known.</summary>
    public long[] Weight { get; } = new long[rows];

    /// <summary>Of a level: the readings added up. Of a total: its growth.</summary>
    public long[] Sum { get; } = new long[rows];

    /// <summary>Of a level: the smallest reading. Of a total: the slowest growth, a <see cref="RateCode"/>. Meaningless where <see cref="Weight"/> is 0.</summary>
    public long[] Minimum { get; } = new long[rows];

    /// <summary>Of a level: the largest reading. Of a total: the fastest growth, a <see cref="RateCode"/>.</summary>
    public long[] Maximum { get; } = new long[rows];

    /// <summary>Adds one reading of a level.</summary>
    public void Add(int row, long value)
    {
        if (value != Reading.NotAvailable)
        {
            Merge(row, 1, value, value, value);
        }
    }

    /// <summary>Adds the growth of a total between two readings; nothing when one is missing, the source restarted, or the clock stepped back.</summary>
    public void Add(int row, long before, long value, long elapsedMilliseconds)
    {
        if (elapsedMilliseconds > 0 && before != Reading.NotAvailable && value != Reading.NotAvailable && value >= before)
        {
            long growth = unchecked(value - before);
            Merge(row, elapsedMilliseconds, growth, RateCode.Of(growth, elapsedMilliseconds, up: false), RateCode.Of(growth, elapsedMilliseconds, up: true));
        }
    }

    /// <summary>Adds what was reduced before.</summary>
    public void Merge(int row, long weight, long sum, long minimum, long maximum)
    {
        if (weight == 0)
        {
            return;
        }

        bool first = Weight[row] == 0;
        Minimum[row] = first ? minimum : Math.Min(Minimum[row], minimum);
        Maximum[row] = first ? maximum : Math.Max(Maximum[row], maximum);
        Sum[row] = unchecked(Sum[row] + sum);
        Weight[row] += weight;
    }
}
