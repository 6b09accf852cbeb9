namespace Vigil.Operations.Health;

/// <summary>What one check found.</summary>
/// <param name="State">How it does, before thresholds are looked at.</param>
/// <param name="Value">What was measured, in the check's unit; null for nothing.</param>
/// <param name="Reason">Why it is not healthy, for people; null when it is.</param>
public readonly record struct CheckResult(CheckState State, double? Value = null, string? Reason = null)
{
    /// <summary>As it should be.</summary>
    public static CheckResult Healthy(double? value = null) => new(CheckState.Healthy, value);

    /// <summary>It does not work.</summary>
    public static CheckResult Critical(string reason, double? value = null) => new(CheckState.Critical, value, reason);

    /// <summary>Nobody knows.</summary>
    public static CheckResult Unknown(string reason) => new(CheckState.Unknown, null, reason);
}
