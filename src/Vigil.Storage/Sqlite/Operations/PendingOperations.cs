using Vigil.Core.Operations;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>What waits for the next transaction, by record. Not thread-safe.</summary>
internal sealed class PendingOperations
{
    private const long NanosecondsPerMinute = 60_000_000_000;
    private readonly Dictionary<string, RecordOperations> _records = [];

    public PendingOperations()
    {
    }

    /// <summary>An empty one that goes on where another was taken away.</summary>
    public PendingOperations(PendingOperations before)
    {
        foreach (RecordOperations record in before._records.Values)
        {
            _records[record.RunId ?? ""] = new RecordOperations(record.RunId) { Active = record.Active };
        }
    }

    /// <summary>Operations kept one by one.</summary>
    public int Detailed { get; private set; }

    public IEnumerable<RecordOperations> Records => _records.Values;

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => _records.Values.All(record => record.Tallies.Count == 0 && !record.ActiveChanged);

    /// <summary>Counts all, and keeps the first so many one by one.</summary>
    public void Add(string? runId, ReadOnlySpan<Operation> operations, int kept)
    {
        RecordOperations record = Record(runId);
        OperationKey? key = null;
        long minute = long.MinValue;
        OperationTally tally = null!;
        foreach (ref readonly Operation operation in operations)
        {
            long started = MinuteOf(operation.StartUnixNanoseconds);
            if (!ReferenceEquals(operation.Key, key) || started != minute)
            {
                key = operation.Key;
                minute = started;
                tally = record.Tally(key, minute);
            }

            tally.Add(operation.DurationNanoseconds, operation.Outcome, operation.Retries);
        }

        record.Detailed.AddRange(operations[..kept]);
        Detailed += kept;
    }

    public void Add(string? runId, OperationKey key, long startUnixNanoseconds, OperationTally tally)
    {
        if (tally.Count > 0)
        {
            Record(runId).Tally(key, MinuteOf(startUnixNanoseconds)).Merge(tally);
        }
    }

    public void SetActive(string? runId, IReadOnlyList<ActiveOperation> active)
    {
        RecordOperations record = Record(runId);
        if (active.Count > 0 || record.Active.Count > 0)
        {
            record.ActiveChanged = true;
            record.Active = active;
        }
    }

    /// <summary>Takes back what could not be written; returns how many operations lost their detail for want of room.</summary>
    public int PutBack(PendingOperations unwritten, int most)
    {
        int shed = 0;
        foreach (RecordOperations before in unwritten._records.Values)
        {
            RecordOperations record = Record(before.RunId);
            foreach (((OperationKey key, long minute), OperationTally tally) in before.Tallies)
            {
                record.Tally(key, minute).Merge(tally);
            }

            int kept = Math.Clamp(most - Detailed, 0, before.Detailed.Count);
            record.Detailed.InsertRange(0, before.Detailed.Take(kept));
            Detailed += kept;
            shed += before.Detailed.Count - kept;
            record.ActiveChanged |= before.ActiveChanged;
        }

        return shed;
    }

    private static long MinuteOf(long unixNanoseconds) => Math.Max(0, unixNanoseconds) / NanosecondsPerMinute * 60;

    private RecordOperations Record(string? runId)
    {
        if (!_records.TryGetValue(runId ?? "", out RecordOperations? record))
        {
            _records[runId ?? ""] = record = new RecordOperations(runId);
        }

        return record;
    }
}

/// <summary>What waits of one record.</summary>
internal sealed class RecordOperations(string? runId)
{
    public string? RunId { get; } = runId;

    /// <summary>By key and the minute's start, Unix seconds.</summary>
    public Dictionary<(OperationKey Key, long Minute), OperationTally> Tallies { get; } = [];

    public List<Operation> Detailed { get; } = [];

    public IReadOnlyList<ActiveOperation> Active { get; set; } = [];

    public bool ActiveChanged { get; set; }

    public OperationTally Tally(OperationKey key, long minute)
    {
        if (!Tallies.TryGetValue((key, minute), out OperationTally? tally))
        {
            Tallies[(key, minute)] = tally = new OperationTally();
        }

        return tally;
    }
}
