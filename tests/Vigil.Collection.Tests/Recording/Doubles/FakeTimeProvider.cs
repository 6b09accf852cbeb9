namespace Vigil.Collection.Tests.Recording.Doubles;

/// <summary>A clock that stands still until it is moved. Wall clock and monotonic clock move apart when asked to.</summary>
internal sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private long _timestamp;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public double UnixSeconds => GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _timestamp;
        }
    }

    public void Advance(double seconds)
    {
        lock (_lock)
        {
            _timestamp += (long)(seconds * TimeSpan.TicksPerSecond);
            _now += TimeSpan.FromSeconds(seconds);
        }
    }

    public void StepWallClock(double seconds)
    {
        lock (_lock)
        {
            _now += TimeSpan.FromSeconds(seconds);
        }
    }
}
