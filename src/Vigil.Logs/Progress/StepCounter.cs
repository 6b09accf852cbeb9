namespace Vigil.Logs.Progress;

/// <summary>
/// Turns the counts that one source prints into steps of the whole training. A count that starts anew with each epoch
/// goes on from the epochs before, so that steps rise: step = (epoch × total) + count. A count over the whole training
/// stays as printed.
/// </summary>
/// <remarks>
/// Where the first epoch seen is not the first of the training, its number says what came before: numbers are taken to
/// start at 1, at 0 once an epoch 0 was seen or where the format is known to start there. Where a count without a total
/// starts anew, the highest count seen stands for the epoch's length.
/// </remarks>
internal sealed class StepCounter
{
    /// <summary>How far into a count a late line of another rank may still come after the next count has begun.</summary>
    private const int LateLines = 16;

    /// <summary>Steps and totals beyond are misread numbers.</summary>
    private const long Largest = 1_000_000_000_000_000;

    private long _base;
    private long _raw = -1;
    private long _stride;
    private long? _total;
    private long? _epoch;
    private bool _countsWhole;
    private int _sinceRestart = LateLines;

    /// <summary>The highest count seen of the present epoch.</summary>
    public long Raw => _raw;

    /// <summary>The step for a count.</summary>
    /// <param name="raw">The count as printed.</param>
    /// <param name="total">What it runs to; null when not printed.</param>
    /// <param name="epoch">The epoch it belongs to; null when not known.</param>
    /// <param name="epochFromZero">Epochs are known to be counted from 0.</param>
    /// <returns>The step; null for a line that came late and tells nothing new.</returns>
    public long? Resolve(long raw, long? total, long? epoch, bool epochFromZero)
    {
        _sinceRestart = Math.Min(_sinceRestart + 1, LateLines);
        if (_raw < 0)
        {
            Start(raw, total, epoch, epochFromZero);
        }
        else if (epoch is { } now && _epoch is { } before && now != before)
        {
            if (now < before)
            {
                return null;
            }

            EnterEpoch(raw, total, now - before);
        }
        else if (raw < _raw && StartsAnew(raw, total))
        {
            _base += _total is { } length && _raw * 10 >= length * 9 ? length : _raw + (raw == 0 ? 1 : 0);
            Restart(raw);
        }
        else if (raw > _raw)
        {
            if (_sinceRestart < LateLines && total is { } length && _raw * 2 < length && raw == length)
            {
                // Another rank finishes the count that this one has left.
                return null;
            }

            _stride = raw - _raw;
            _raw = raw;
        }

        _epoch = epoch ?? _epoch;
        _total = total ?? _total;
        if (_base > Largest)
        {
            _base = 0;
            return null;
        }

        return _base + raw;
    }

    /// <summary>Steps of the whole training, where total and number of epochs are known.</summary>
    public long? WholeTotal(long? total, long? epochTotal) =>
        total is null or > Largest ? null
        : _countsWhole || (epochTotal is null && _epoch is null) ? (_base == 0 ? total : null)
        : epochTotal is null ? null
        : epochTotal > 0 && total <= Largest / epochTotal ? total * epochTotal
        : null;

    private void Start(long raw, long? total, long? epoch, bool epochFromZero)
    {
        _raw = raw;
        _total = total;
        _epoch = epoch;
        if (epoch is { } number && total is { } length && number < Largest / Math.Max(1, length) && raw <= length)
        {
            _base = Math.Max(0, number - (epochFromZero ? 0 : 1)) * length;
        }
    }

    private void EnterEpoch(long raw, long? total, long epochs)
    {
        // A count over the whole training runs on, well short of its total.
        bool runsOn = raw > _raw && (_total is null || (_stride > 0 && _raw + (2 * _stride) < _total));
        if (_countsWhole || runsOn)
        {
            _countsWhole = true;
            _base = 0;
            _raw = Math.Max(_raw, raw);
            return;
        }

        long length = _total ?? total ?? _raw + (raw == 0 ? 1 : 0);
        _base += epochs < Largest / Math.Max(1, length) ? length * epochs : Largest + 1;
        Restart(raw);
    }

    /// <summary>True when a lower count is a new beginning rather than a late line.</summary>
    private bool StartsAnew(long raw, long? total) =>
        total is { } length && total == _total && _raw > 1 && (raw <= 1 || (_raw * 10 >= length * 9 && raw * 2 < length));

    private void Restart(long raw)
    {
        _raw = raw;
        _stride = 0;
        _sinceRestart = 0;
    }
}
