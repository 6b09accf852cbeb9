using Vigil.Core.Runs;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>Collects rows of one subject that lie between two instants, column by column.</summary>
internal sealed class SeriesBuilder
{
    private readonly long[][] _columns;
    private readonly RowThinning _thinning;
    private readonly List<Range> _ranges = [];
    private long[] _times = [];
    private int _count;
    private int _rowsBefore;

    /// <summary>Creates an empty series.</summary>
    public SeriesBuilder(int columns, long from, long to, RowThinning thinning = default)
    {
        _thinning = thinning;
        _columns = new long[columns][];
        Array.Fill(_columns, []);
        From = from;
        To = to;
    }

    /// <summary>First instant, inclusive.</summary>
    public long From { get; }

    /// <summary>Last instant, inclusive.</summary>
    public long To { get; }

    /// <summary>Number of columns.</summary>
    public int ColumnCount => _columns.Length;

    /// <summary>Makes room for that many rows; more may come.</summary>
    public void Expect(int rows) => Resize(rows);

    /// <summary>Appends the times of some rows of a block, those left out by window or thinning apart; their columns follow one by one.</summary>
    /// <param name="times">Times of all rows of the block: which one of a stretch is kept must not depend on the subject.</param>
    /// <param name="first">First row of the subject.</param>
    /// <param name="count">Rows of the subject.</param>
    public void StartRows(ReadOnlySpan<long> times, int first, int count)
    {
        _ranges.Clear();
        Grow(_count + count);
        _rowsBefore = _count;
        for (int i = first; i < first + count;)
        {
            int start = i;
            while (i < first + count && IsKept(times, i))
            {
                i++;
            }

            if (i > start)
            {
                times[start..i].CopyTo(_times.AsSpan(_count));
                _count += i - start;
                _ranges.Add((start - first)..(i - first));
            }
            else
            {
                i++;
            }
        }
    }

    // The first row of a block is kept, as what stood before it is not at hand.
    private bool IsKept(ReadOnlySpan<long> times, int row) =>
        times[row] >= From && times[row] <= To && (row == 0 || _thinning.Keeps(times[row - 1], times[row]));

    /// <summary>Fills one column of the stretch begun last.</summary>
    public void AddColumn(int column, ReadOnlySpan<long> values)
    {
        int at = _rowsBefore;
        foreach (Range range in _ranges)
        {
            ReadOnlySpan<long> kept = values[range];
            kept.CopyTo(_columns[column].AsSpan(at));
            at += kept.Length;
        }
    }

    /// <summary>Appends one row, unless it lies outside.</summary>
    public void AddRow(long time, ReadOnlySpan<long> values)
    {
        if (time < From || time > To)
        {
            return;
        }

        Grow(_count + 1);
        _times[_count] = time;
        for (int c = 0; c < _columns.Length; c++)
        {
            _columns[c][_count] = c < values.Length ? values[c] : Core.Sampling.Reading.NotAvailable;
        }

        _count++;
    }

    /// <summary>The series, columns under their names.</summary>
    public SeriesTable ToTable(IReadOnlyList<string> names)
    {
        var columns = new Dictionary<string, long[]>(names.Count);
        for (int c = 0; c < _columns.Length; c++)
        {
            columns[names[c]] = Exact(_columns[c]);
        }

        return new SeriesTable(Exact(_times), columns);
    }

    // Where the number of rows was known before, the array is the answer as it stands.
    private long[] Exact(long[] values) => values.Length == _count ? values : values.AsSpan(0, _count).ToArray();

    private void Grow(int rows)
    {
        if (rows <= _times.Length)
        {
            return;
        }

        Resize(Math.Max(1024, Math.Max(rows, _times.Length * 2)));
    }

    private void Resize(int rows)
    {
        Array.Resize(ref _times, rows);
        for (int c = 0; c < _columns.Length; c++)
        {
            Array.Resize(ref _columns[c], rows);
        }
    }
}
