namespace Vigil.Analysis.Steps;

/// <summary>Where a share of time comes from. Printed in lower case.</summary>
public enum ShareBasis
{
    /// <summary>Told by the program or the driver: times of steps, utilisation.</summary>
    Measured,

    /// <summary>Concluded from what else was busy, or idle, at the time.</summary>
    Inferred,
}
