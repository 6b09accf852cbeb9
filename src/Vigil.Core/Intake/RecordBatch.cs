using Vigil.Core.Runs;

namespace Vigil.Core.Intake;

/// <summary>Consecutive items of one record, as they came from where it is recorded.</summary>
public sealed record RecordBatch
{
    /// <summary>The record's id, the same there and here.</summary>
    public required string RecordId { get; init; }

    /// <summary>The record itself; null when the sender trusts that it is known here.</summary>
    public RunStart? Start { get; init; }

    /// <summary>Number of the first item within the record, from 1.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>The items, numbered without a gap.</summary>
    public required IReadOnlyList<RecordedItem> Items { get; init; }

    /// <summary>What is to be added to the sender's times, milliseconds. Default 0.</summary>
    public long ClockOffsetMilliseconds { get; init; }
}
