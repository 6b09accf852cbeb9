namespace Vigil.Server.Api.Devices;

/// <summary>Whether a device reports.</summary>
internal enum DeviceState
{
    /// <summary>It reports, and nothing is wrong with it.</summary>
    Healthy,

    /// <summary>It reports that something is near or beyond its limit.</summary>
    Unhealthy,

    /// <summary>Some reports are missing.</summary>
    Stale,

    /// <summary>It has not reported for long.</summary>
    Lost,

    /// <summary>Its recording was ended.</summary>
    Stopped,
}
