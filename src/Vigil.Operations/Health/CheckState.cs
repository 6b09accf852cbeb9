namespace Vigil.Operations.Health;

/// <summary>How something does, the better first.</summary>
public enum CheckState
{
    /// <summary>Nobody knows: it was not checked yet, cannot be measured, or depends on something that failed.</summary>
    Unknown,

    /// <summary>As it should be.</summary>
    Healthy,

    /// <summary>It works, but not as it should.</summary>
    Warning,

    /// <summary>It does not work, or soon will not.</summary>
    Critical,
}
