namespace Vigil.Core.Operations;

/// <summary>
/// Answers for operations. Counts are exact; durations come from sketches and are within <see cref="DurationSketch.RelativeError"/>
/// of the true ones. Windows are whole minutes: the first and the last minute that a query touches count in full; of times past
/// <see cref="OperationRetention"/> whole hours, then whole days.
/// </summary>
public interface IOperationReader
{
    /// <summary>All that a query selects, together.</summary>
    OperationTally ReadTotal(OperationQuery query);

    /// <summary>The same by type and name, the most frequent first.</summary>
    IReadOnlyList<OperationGroup> ReadGroups(OperationQuery query);

    /// <summary>The same over time: all keys together, in steps of equal length, empty ones left out.</summary>
    /// <param name="query">What is wanted.</param>
    /// <param name="step">
    /// Length of a step: a minute, an hour or a day, or several of one of them. Where the window begins before what is kept of that
    /// length (<see cref="OperationRetention"/>), all steps are as many whole hours or days as hold it.
    /// </param>
    IReadOnlyList<OperationStep> ReadTimeline(OperationQuery query, TimeSpan step);

    /// <summary>Single operations of which detail was kept.</summary>
    /// <param name="query">What is wanted.</param>
    /// <param name="search">Which, in what order, how many.</param>
    IReadOnlyList<StoredOperation> FindOperations(OperationQuery query, OperationSearch search);

    /// <summary>The operations of a trace that were kept, in order of their start.</summary>
    /// <param name="traceId">The trace.</param>
    /// <param name="aroundUnixSeconds">When one of them started; others are looked for within an hour of it.</param>
    IReadOnlyList<StoredOperation> ReadTrace(UInt128 traceId, double aroundUnixSeconds);

    /// <summary>What goes on now, the longest first, as the tracking processes said within the last seconds.</summary>
    IReadOnlyList<ActiveOperation> ReadActive();
}
