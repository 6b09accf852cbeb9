namespace Vigil.Core.Operations;

/// <summary>
/// The one road into the store for operations, whoever tracked them. Thread-safe. No call throws for the store's sake: what it
/// cannot take is held in memory within bounds, then counted without its detail.
/// </summary>
public interface IOperationSink : IDisposable
{
    /// <summary>Stores finished operations, in any order of time. On disk within a second.</summary>
    /// <param name="runId">The record they belong to (a run, a monitor, a service), which the store knows; null for none.</param>
    /// <param name="operations">What ended.</param>
    void Write(string? runId, ReadOnlySpan<Operation> operations);

    /// <summary>Counts operations of which no more is known: those shed under overload, or that came already counted.</summary>
    /// <param name="runId">As above.</param>
    /// <param name="key">Type and name.</param>
    /// <param name="startUnixNanoseconds">An instant of the minute in which they started.</param>
    /// <param name="tally">How many, how they ended, how long they took. Not kept.</param>
    void Write(string? runId, OperationKey key, long startUnixNanoseconds, OperationTally tally);

    /// <summary>Replaces what this sink said goes on now in a record.</summary>
    void SetActive(string? runId, IReadOnlyList<ActiveOperation> active);

    /// <summary>What was kept and what was shed so far.</summary>
    OperationSinkStatistics Statistics { get; }

    /// <summary>Puts everything handed over so far on disk.</summary>
    /// <returns>False when the store cannot take it now; it is tried again.</returns>
    bool Flush();
}
