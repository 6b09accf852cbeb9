namespace Vigil.Storage.Tests.Support;

/// <summary>The system's clock, moved to an instant; timers and timestamps are the system's.</summary>
internal sealed class ShiftedTime(long unixMilliseconds) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds);
}
