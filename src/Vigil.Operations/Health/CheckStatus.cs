namespace Vigil.Operations.Health;

/// <summary>How a check stands.</summary>
/// <param name="Check">The check.</param>
/// <param name="State">Its state, after hysteresis and dependencies.</param>
public sealed record CheckStatus(HealthCheck Check, CheckState State)
{
    /// <summary>What was measured last; null for nothing.</summary>
    public double? Value { get; init; }

    /// <summary>Why it is not healthy; null when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>The check that is to blame for this one; null for none.</summary>
    public string? BlamedOn { get; init; }

    /// <summary>When the state began, seconds since the Unix epoch.</summary>
    public double Since { get; init; }

    /// <summary>When it was checked last, seconds since the Unix epoch; null before the first time.</summary>
    public double? LastChecked { get; init; }

    /// <summary>How long that took, seconds.</summary>
    public double Seconds { get; init; }
}

/// <summary>A check's state became another.</summary>
/// <param name="Before">How it stood.</param>
/// <param name="After">How it stands.</param>
public sealed record HealthChange(CheckStatus Before, CheckStatus After);

/// <summary>How all checks stand together, or those of a device.</summary>
/// <param name="Device">The device; null for the one that checks.</param>
/// <param name="State">The worst state of its checks; unknown while nothing else is known.</param>
/// <param name="Reasons">Why it is not healthy, each with the name of its check before it.</param>
public sealed record DeviceHealth(string? Device, CheckState State, IReadOnlyList<string> Reasons);
