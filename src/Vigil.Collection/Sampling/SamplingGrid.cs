namespace Vigil.Collection.Sampling;

/// <summary>
/// The instants at which samples are due. They lie on a grid, so that the interval does not drift by the time a sample
/// takes; after a sample that came later than half an interval the grid is laid anew from then, rather than made up for
/// by a burst.
/// </summary>
/// <param name="frequency">Timestamps per second of the clock.</param>
/// <param name="firstDue">Timestamp at which the first sample is due.</param>
internal sealed class SamplingGrid(long frequency, long firstDue)
{
    private long _due = firstDue;
    private double _intervalSeconds;

    /// <summary>Samples that came later than half an interval.</summary>
    public long Late { get; private set; }

    /// <summary>Says that a sample begins now.</summary>
    public void Begin(long timestamp)
    {
        if (_intervalSeconds > 0 && timestamp - _due > _intervalSeconds / 2 * frequency)
        {
            Late++;
            _due = timestamp;
        }
    }

    /// <summary>Sets the next instant.</summary>
    /// <param name="intervalSeconds">Time from the instant of this sample to the next.</param>
    public void Advance(double intervalSeconds)
    {
        _intervalSeconds = intervalSeconds;
        _due += (long)(intervalSeconds * frequency);
    }

    /// <summary>Time left until the next instant; zero when it has come.</summary>
    public TimeSpan Wait(long timestamp) =>
        TimeSpan.FromSeconds(Math.Max(0, _due - timestamp) / (double)frequency);
}
