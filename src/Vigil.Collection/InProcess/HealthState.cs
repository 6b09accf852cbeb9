namespace Vigil.Collection.InProcess;

/// <summary>How a machine is, from best to worst. The names are exported in lower case.</summary>
public enum HealthState
{
    /// <summary>No sample has been taken yet.</summary>
    Unknown,

    /// <summary>No reading is beyond a threshold.</summary>
    Healthy,

    /// <summary>A reading is beyond its warning threshold.</summary>
    Warning,

    /// <summary>A reading is beyond its critical threshold.</summary>
    Critical,
}
