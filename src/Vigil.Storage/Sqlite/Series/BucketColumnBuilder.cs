using Vigil.Core.Sampling;
using Vigil.Core.Series;
using Vigil.Storage.Sqlite.Rollups;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Series;

/// <summary>One metric on its way into buckets: takes samples and roll-ups as they are read, and keeps none of them.</summary>
internal sealed class BucketColumnBuilder
{
    private readonly BucketGrid _grid;
    private readonly ColumnForm _form;
    private readonly double[] _minimum;
    private readonly double[] _maximum;
    private readonly double[] _sum;
    private readonly double[] _weight;
    private long _before = Reading.NotAvailable;
    private long _timeBefore;

    /// <summary>Creates empty buckets.</summary>
    public BucketColumnBuilder(BucketGrid grid, ColumnForm form)
    {
        _grid = grid;
        _form = form;
        _minimum = new double[grid.Count];
        _maximum = new double[grid.Count];
        _sum = new double[grid.Count];
        _weight = new double[grid.Count];
        _minimum.AsSpan().Fill(double.PositiveInfinity);
        _maximum.AsSpan().Fill(double.NegativeInfinity);
    }

    /// <summary>Whether the metric is a total that grows.</summary>
    public bool IsCounter => _form.IsCounter;

    /// <summary>Forgets the sample before: what comes next does not follow on it.</summary>
    public void Interrupt() => _before = Reading.NotAvailable;

    /// <summary>Takes samples.</summary>
    /// <param name="times">Their times.</param>
    /// <param name="values">Their readings.</param>
    /// <param name="buckets">The bucket of each; negative for those outside, which count as what went before.</param>
    public void Add(ReadOnlySpan<long> times, ReadOnlySpan<long> values, ReadOnlySpan<int> buckets)
    {
        if (IsCounter)
        {
            AddGrowth(times, values, buckets);
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            int bucket = buckets[i];
            long value = values[i];
            if (bucket >= 0 && value != Reading.NotAvailable)
            {
                double level = _form.Number(value);
                _minimum[bucket] = Math.Min(_minimum[bucket], level);
                _maximum[bucket] = Math.Max(_maximum[bucket], level);
                _sum[bucket] += level;
                _weight[bucket]++;
            }
        }
    }

    /// <summary>Takes roll-ups of a span; those whose start lies outside the window are left out.</summary>
    public void Add(RollupColumn column, RollupLevel level, long spanStart, long from, long to)
    {
        if (column.IsCounter != IsCounter || column.IsReal != _form.IsReal)
        {
            return;
        }

        for (int row = 0; row < level.Rows; row++)
        {
            long start = spanStart + (row * level.StepMilliseconds);
            if (column.Weight[row] == 0 || start < from || start >= to)
            {
                continue;
            }

            // A row that is longer than a bucket tells of all that it covers.
            long first = Math.Max(0, RollupLevel.Floor(start - _grid.Start, _grid.Length) / _grid.Length);
            long last = level.StepMilliseconds <= _grid.Length ? first : (start + level.StepMilliseconds - 1 - _grid.Start) / _grid.Length;
            for (long bucket = first; bucket <= Math.Min(last, _grid.Count - 1); bucket++)
            {
                Merge((int)bucket, column, row);
            }
        }
    }

    /// <summary>The buckets, in the metric's unit.</summary>
    public BucketColumn Build()
    {
        // Growth is over milliseconds, and told per second.
        double scale = _form.Scale;
        double meanScale = IsCounter ? scale * 1000 : scale;
        for (int i = 0; i < _sum.Length; i++)
        {
            bool empty = _weight[i] == 0;
            _minimum[i] = empty ? double.NaN : _minimum[i] * scale;
            _maximum[i] = empty ? double.NaN : _maximum[i] * scale;
            _sum[i] = empty ? double.NaN : _sum[i] / _weight[i] * meanScale;
        }

        return new BucketColumn(_minimum, _maximum, _sum);
    }

    private void AddGrowth(ReadOnlySpan<long> times, ReadOnlySpan<long> values, ReadOnlySpan<int> buckets)
    {
        long before = _before;
        long timeBefore = _timeBefore;
        for (int i = 0; i < values.Length; i++)
        {
            int bucket = buckets[i];
            long value = values[i];
            long elapsed = times[i] - timeBefore;
            if (bucket >= 0 && elapsed > 0 && before != Reading.NotAvailable && value != Reading.NotAvailable && _form.Number(value) - _form.Number(before) is >= 0 and var growth)
            {
                double rate = growth * 1000 / elapsed;
                _minimum[bucket] = Math.Min(_minimum[bucket], rate);
                _maximum[bucket] = Math.Max(_maximum[bucket], rate);
                _sum[bucket] += growth;
                _weight[bucket] += elapsed;
            }

            before = value;
            timeBefore = times[i];
        }

        _before = before;
        _timeBefore = timeBefore;
    }

    private void Merge(int bucket, RollupColumn column, int row)
    {
        _minimum[bucket] = Math.Min(_minimum[bucket], column.MinimumAt(row));
        _maximum[bucket] = Math.Max(_maximum[bucket], column.MaximumAt(row));
        _sum[bucket] += column.SumAt(row);
        _weight[bucket] += column.Weight[row];
    }
}
