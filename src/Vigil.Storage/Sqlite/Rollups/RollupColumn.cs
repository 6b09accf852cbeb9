using Vigil.Core.Sampling;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Rollups;

/// <summary>
/// One metric over the rows of a span. All parts are exact integers but the rates, so that hours made of minutes are what
/// hours made of samples are. Of reals, sums, bounds and rates are floating point numbers, kept by their bits. Not thread-safe.
/// </summary>
/// <param name="isCounter">Whether the metric is a total that grows.</param>
/// <param name="isReal">Whether its numbers are floating point.</param>
/// <param name="rows">Rows of the span.</param>
internal sealed class RollupColumn(bool isCounter, bool isReal, int rows)
{
    /// <summary>Creates a column for a metric.</summary>
    public RollupColumn(ColumnForm form, int rows)
        : this(form.IsCounter, form.IsReal, rows)
    {
    }

    /// <summary>Whether the metric is a total that grows.</summary>
    public bool IsCounter { get; } = isCounter;

    /// <summary>Whether <see cref="Sum"/>, <see cref="Minimum"/> and <see cref="Maximum"/> are the bits of floating point numbers.</summary>
    public bool IsReal { get; } = isReal;

    /// <summary>Of a level: readings. Of a total: milliseconds over which its growth is known.</summary>
    public long[] Weight { get; } = new long[rows];

    /// <summary>Of a level: the readings added up. Of a total: its growth.</summary>
    public long[] Sum { get; } = new long[rows];

    /// <summary>Of a level: the smallest reading. Of a total: the slowest growth, a <see cref="RateCode"/>, of reals a rate per second. Meaningless where <see cref="Weight"/> is 0.</summary>
    public long[] Minimum { get; } = new long[rows];

    /// <summary>Of a level: the largest reading. Of a total: the fastest growth, as <see cref="Minimum"/>.</summary>
    public long[] Maximum { get; } = new long[rows];

    /// <summary>What of <see cref="Sum"/> is meant, before the metric's scale.</summary>
    public double SumAt(int row) => IsReal ? BitConverter.Int64BitsToDouble(Sum[row]) : Sum[row];

    /// <summary>What of <see cref="Minimum"/> is meant: a level, or growth per second.</summary>
    public double MinimumAt(int row) => Bound(Minimum[row]);

    /// <summary>What of <see cref="Maximum"/> is meant: a level, or growth per second.</summary>
    public double MaximumAt(int row) => Bound(Maximum[row]);

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
        if (elapsedMilliseconds <= 0 || before == Reading.NotAvailable || value == Reading.NotAvailable)
        {
            return;
        }

        if (IsReal)
        {
            double grown = BitConverter.Int64BitsToDouble(value) - BitConverter.Int64BitsToDouble(before);
            if (grown >= 0)
            {
                long rate = BitConverter.DoubleToInt64Bits(grown * 1000 / elapsedMilliseconds);
                Merge(row, elapsedMilliseconds, BitConverter.DoubleToInt64Bits(grown), rate, rate);
            }
        }
        else if (value >= before)
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
        Minimum[row] = first ? minimum : IsReal ? Real(Math.Min, Minimum[row], minimum) : Math.Min(Minimum[row], minimum);
        Maximum[row] = first ? maximum : IsReal ? Real(Math.Max, Maximum[row], maximum) : Math.Max(Maximum[row], maximum);
        Sum[row] = first ? sum : IsReal ? Real(static (a, b) => a + b, Sum[row], sum) : unchecked(Sum[row] + sum);
        Weight[row] += weight;
    }

    private static long Real(Func<double, double, double> join, long a, long b) =>
        BitConverter.DoubleToInt64Bits(join(BitConverter.Int64BitsToDouble(a), BitConverter.Int64BitsToDouble(b)));

    private double Bound(long stored) => IsReal ? BitConverter.Int64BitsToDouble(stored) : IsCounter ? RateCode.PerSecond(stored) : stored;
}
