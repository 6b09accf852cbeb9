namespace Vigil.Alerting.Tests.Support;

/// <summary>A wall clock that stands still until it is moved.</summary>
internal sealed class ManualTime(double unixSeconds) : TimeProvider
{
    public double Now { get; set; } = unixSeconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds((long)(Now * 1000));
}
