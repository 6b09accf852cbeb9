using Vigil.Core.Runs;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>Collects rows of one subject that lie between two instants, column by column.</summary>
internal sealed class SeriesBuilder
{
    private readonly long[][] _columns;
    private readonly List<Range> _ranges = [];
    private long[] _times = [];
    private int _count;
    private int _rowsBefore;

    /// <summary>Creates an empty series.</summary>
    public SeriesBuilder(int columns, long from, long to)
    {
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

    /// <summary>Appends the times of a stretch of rows, those outside left out; their columns follow one by one.</summary>
    public void StartRows(ReadOnlySpan<long> times)
    {
        _ranges.Clear();
        Grow(_count + times.Length);
        _rowsBefore = _count;
        for (int i = 0; i < times.Length;)
        {
            int start = i;
            while (i < times.Length && times[i] >= From && times[i] <= To)
            {
                i++;
            }

            if (i > start)
            {
                times[start..i].CopyTo(_times.AsSpan(_count));
                _count += i - start;
                _ranges.Add(start..i);
            }
            else
            {
                i++;
            }
        }
    }

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
