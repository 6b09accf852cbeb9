namespace Vigil.Telemetry.Receiving;

/// <summary>What a request carries.</summary>
public enum Signal
{
    /// <summary>Points of metrics.</summary>
    Metrics,

    /// <summary>Log records.</summary>
    Logs,

    /// <summary>Spans.</summary>
    Traces,
}
