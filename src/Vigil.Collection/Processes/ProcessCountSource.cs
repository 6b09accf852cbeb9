namespace Vigil.Collection.Processes;

/// <summary>How starts and short-lived processes are counted.</summary>
public enum ProcessCountSource
{
    /// <summary>
    /// From what samples show: processes seen, zombies, reaped orphans, and at least one ended child per parent and sample
    /// whose ended children's page faults grew while none of its known children ended. Always a lower bound.
    /// </summary>
    Samples,

    /// <summary>The kernel's process connector reports every fork and exit.</summary>
    ProcessConnector,
}
