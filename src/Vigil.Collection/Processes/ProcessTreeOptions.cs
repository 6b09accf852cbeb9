namespace Vigil.Collection.Processes;

/// <summary>Limits of the process tree collector.</summary>
public sealed record ProcessTreeOptions
{
    /// <summary>
    /// Processes with readings of their own at most; further ones are counted but not read. At least 1, default 4,096.
    /// </summary>
    public int MaximumSubjects { get; init; } = 4096;

    /// <summary>
    /// Files kept open at most; null (the default) for half of what this process may open. At 0 every reading opens and
    /// closes its file.
    /// </summary>
    public int? MaximumOpenFiles { get; init; }

    /// <summary>Whether to ask the kernel's process connector for exact counts where it is permitted; default true.</summary>
    public bool UseProcessConnector { get; init; } = true;

    /// <summary>
    /// Time between two complete listings of /proc while forks are known otherwise (connector, last process number).
    /// Default 10 s.
    /// </summary>
    public TimeSpan AuditInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Age at which proportional memory is read again though resident memory stood still. Default 60 s.</summary>
    public TimeSpan ProportionalMaximumAge { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Starts and exits recorded one by one in a burst before they are summed up. Default 100.</summary>
    public int EventBurst { get; init; } = 100;

    /// <summary>Starts and exits recorded one by one per second in the long run. Default 2.</summary>
    public double EventsPerSecond { get; init; } = 2;

    /// <summary>Time between two events that sum up what was not recorded one by one. Default 60 s.</summary>
    public TimeSpan SummaryInterval { get; init; } = TimeSpan.FromSeconds(60);
}
