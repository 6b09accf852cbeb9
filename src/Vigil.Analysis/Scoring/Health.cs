namespace Vigil.Analysis.Scoring;

/// <summary>State of a run at a glance, as the training document defines it. Printed in lower case.</summary>
public enum Health
{
    /// <summary>Nothing critical and no warning.</summary>
    Good,

    /// <summary>Memory above the warning threshold, or a finding of that severity.</summary>
    Warning,

    /// <summary>Out of memory, memory above the critical threshold, or a finding of that severity.</summary>
    Critical,
}
