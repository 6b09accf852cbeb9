namespace Vigil.Server.Monitoring;

/// <summary>Whether this machine is recorded, and by whom.</summary>
internal enum MonitoringState
{
    /// <summary>Nobody records it.</summary>
    Off,

    /// <summary>This server does.</summary>
    Recording,

    /// <summary>Another server over the same database does; this one takes over when that ends, if it was told to record.</summary>
    Elsewhere,
}
