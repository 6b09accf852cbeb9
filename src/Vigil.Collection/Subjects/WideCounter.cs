namespace Vigil.Collection.Subjects;

/// <summary>
/// Turns a kernel counter of 32 bits, which starts again at 0 after 4,294,967,295, into a total that only grows.
/// Right as long as fewer than 2³² are counted between two readings.
/// </summary>
internal struct WideCounter
{
    private uint _last;
    private long _total;
    private bool _started;

    /// <summary>Takes the counter's present value and gives the total; the first reading is the first total.</summary>
    public long Advance(uint now)
    {
        _total = _started ? _total + unchecked(now - _last) : now;
        _started = true;
        _last = now;
        return _total;
    }
}
