namespace Vigil.Collection.Processes;

/// <summary>
/// Counts over the watched tree. Written by the collector, read on the sampling thread.
/// </summary>
public sealed class ProcessTreeStatistics
{
    /// <summary>Processes alive at the latest sample; zombies have ended.</summary>
    public long Alive { get; internal set; }

    /// <summary>Processes known to have belonged to the tree so far, short-lived ones included.</summary>
    public long Started { get; internal set; }

    /// <summary>Processes that started and ended between two samples so far.</summary>
    public long ShortLived { get; internal set; }

    /// <summary>Where the counts come from now.</summary>
    public ProcessCountSource Source { get; internal set; }

    /// <summary>
    /// True when processes may have come and gone uncounted, since some part of the run was counted from samples or kernel
    /// messages were lost; the counts are then lower bounds.
    /// </summary>
    public bool IsLowerBound { get; internal set; }

    /// <summary>Why the kernel does not count exactly, a sentence for people; null when it does.</summary>
    public string? Limitation { get; internal set; }
}
