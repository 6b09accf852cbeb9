namespace Vigil.Telemetry.Tests.Support;

/// <summary>A clock that a test moves on.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _now = System.GetUtcNow();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public void Advance(TimeSpan time) => _now += time;
}
