namespace Vigil.Core.Library;

/// <summary>What runs are ordered by; equal ones by their start.</summary>
public enum RunSort
{
    /// <summary>When they started.</summary>
    Started,

    /// <summary>Name.</summary>
    Name,

    /// <summary>Time from start to end, or to what was recorded last.</summary>
    Duration,

    /// <summary>Score of the latest analysis; those without one last.</summary>
    Score,

    /// <summary>State.</summary>
    State,
}
