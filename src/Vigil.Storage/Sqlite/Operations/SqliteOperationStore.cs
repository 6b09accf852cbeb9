using Vigil.Core.Operations;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>Operations in the SQLite store.</summary>
internal sealed class SqliteOperationStore(ReaderPool readers, Func<Database>? openForWriting, TimeProvider time, TimeSpan commitInterval) : IOperationStore
{
    /// <inheritdoc/>
    public IOperationSink OpenSink() => openForWriting is null
        ? throw new InvalidOperationException("The store was opened for reading alone.")
        : new SqliteOperationSink(openForWriting, time, commitInterval);

    /// <inheritdoc/>
    public OperationTally ReadTotal(OperationQuery query) => readers.Read(database =>
    {
        var total = new OperationTally();
        ReadTallies(database, query, (_, _, row) => OperationTallyTable.AddTo(total, row));
        return total;
    });

    /// <inheritdoc/>
    public IReadOnlyList<OperationGroup> ReadGroups(OperationQuery query) => readers.Read(database =>
    {
        var groups = new Dictionary<OperationKey, OperationTally>();
        ReadTallies(database, query, (key, _, row) =>
        {
            if (!groups.TryGetValue(key.Key, out OperationTally? tally))
            {
                groups[key.Key] = tally = new OperationTally();
            }

            OperationTallyTable.AddTo(tally, row);
        });
        return groups.Select(group => new OperationGroup(group.Key, group.Value))
            .OrderByDescending(group => group.Tally.Count).ThenBy(group => group.Key.Type.Word, StringComparer.Ordinal).ThenBy(group => group.Key.Name, StringComparer.Ordinal).ToList();
    });

    /// <inheritdoc/>
    public IReadOnlyList<OperationStep> ReadTimeline(OperationQuery query, TimeSpan step) => readers.Read(database =>
    {
        long seconds = OperationWindow.KeptStep(Math.Max(60, (long)step.TotalSeconds), query.FromUnixSeconds, Now());
        int level = seconds % OperationWindow.Lengths[2] == 0 ? 2 : seconds % OperationWindow.Lengths[1] == 0 ? 1 : 0;
        var steps = new SortedDictionary<long, OperationTally>();
        double first = Math.Max(0, query.FromUnixSeconds);
        double last = Math.Min(query.ToUnixSeconds, Now() + OperationWindow.Lengths[2]);
        var window = new OperationWindow(level, OperationWindow.Start(level, first), (long)Math.Ceiling(last));
        foreach (long id in OperationKeyTable.Select(database, query).Keys)
        {
            OperationTallyTable.Read(database, id, window, (start, row) =>
            {
                long at = start / seconds * seconds;
                if (!steps.TryGetValue(at, out OperationTally? tally))
                {
                    steps[at] = tally = new OperationTally();
                }

                OperationTallyTable.AddTo(tally, row);
            });
        }

        return steps.Select(pair => new OperationStep(pair.Key, pair.Value, TimeSpan.FromSeconds(seconds))).ToList();
    });

    /// <inheritdoc/>
    public IReadOnlyList<StoredOperation> FindOperations(OperationQuery query, OperationSearch search)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(search.Limit);
        return readers.Read(database =>
        {
            Dictionary<long, StoredKey> keys = OperationKeyTable.Select(database, query);
            bool all = query is { Type: null, Name: null, RunId: null };
            long from = Nanoseconds(query.FromUnixSeconds);
            long to = Nanoseconds(query.ToUnixSeconds);
            bool slowest = search.Order == OperationOrder.Slowest;
            IEnumerable<BlockEntry> blocks = OperationBlockTable.Find(database, all ? null : keys.Keys, from, to)
                .Where(block => block.MostNanoseconds >= search.LeastDurationNanoseconds && (search.Outcome != OperationOutcome.Failed || block.Failed > 0))
                .OrderByDescending(block => slowest ? block.MostNanoseconds : block.LastStartNanoseconds);
            var found = new PriorityQueue<StoredOperation, long>();
            foreach (BlockEntry block in blocks)
            {
                // Blocks come best first: once enough are better than the next block's best, nothing better follows.
                if (found.Count == search.Limit && found.TryPeek(out _, out long least) && least >= (slowest ? block.MostNanoseconds : block.LastStartNanoseconds))
                {
                    break;
                }

                Select(database, block.Id, keys, found);
            }

            var ordered = new StoredOperation[found.Count];
            for (int i = ordered.Length - 1; i >= 0; i--)
            {
                ordered[i] = found.Dequeue();
            }

            return ordered;
        });

        void Select(Database database, long block, Dictionary<long, StoredKey> keys, PriorityQueue<StoredOperation, long> found)
        {
            long from = Nanoseconds(query.FromUnixSeconds);
            long to = Nanoseconds(query.ToUnixSeconds);
            var runs = new Dictionary<OperationKey, string?>(ReferenceEqualityComparer.Instance);
            foreach (Operation operation in OperationBlockTable.Read(database, block, KeyOf))
            {
                if (runs.TryGetValue(operation.Key, out string? run)
                    && operation.StartUnixNanoseconds >= from && operation.StartUnixNanoseconds < to
                    && operation.DurationNanoseconds >= search.LeastDurationNanoseconds
                    && (search.Outcome is null || operation.Outcome == search.Outcome))
                {
                    long rank = search.Order == OperationOrder.Slowest ? operation.DurationNanoseconds : operation.StartUnixNanoseconds;
                    if (found.Count < search.Limit)
                    {
                        found.Enqueue(new StoredOperation(operation, run), rank);
                    }
                    else
                    {
                        found.EnqueueDequeue(new StoredOperation(operation, run), rank);
                    }
                }
            }

            OperationKey? KeyOf(long id)
            {
                if (!keys.TryGetValue(id, out StoredKey? key))
                {
                    return null;
                }

                runs[key.Key] = key.RunId;
                return key.Key;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredOperation> ReadTrace(UInt128 traceId, double aroundUnixSeconds) => readers.Read(database =>
    {
        const long Hour = 3_600_000_000_000;
        Dictionary<long, StoredKey> keys = OperationKeyTable.Select(database, new OperationQuery());
        var found = new List<StoredOperation>();
        long around = Nanoseconds(aroundUnixSeconds);
        foreach (BlockEntry block in OperationBlockTable.Find(database, null, around - Hour, around + Hour))
        {
            var runs = new Dictionary<OperationKey, string?>(ReferenceEqualityComparer.Instance);
            found.AddRange(OperationBlockTable.Read(database, block.Id, id =>
                {
                    if (!keys.TryGetValue(id, out StoredKey? key))
                    {
                        return null;
                    }

                    runs[key.Key] = key.RunId;
                    return key.Key;
                })
                .Where(operation => operation.TraceId == traceId)
                .Select(operation => new StoredOperation(operation, runs.GetValueOrDefault(operation.Key))));
        }

        return found.OrderBy(stored => stored.Operation.StartUnixNanoseconds).ToList();
    });

    /// <inheritdoc/>
    public IReadOnlyList<ActiveOperation> ReadActive() => readers.Read(database => OperationActiveTable.Read(database, time.GetUtcNow().ToUnixTimeMilliseconds()));

    private void ReadTallies(Database database, OperationQuery query, Action<StoredKey, long, Statement> take)
    {
        List<OperationWindow> windows = OperationWindow.Cover(query.FromUnixSeconds, query.ToUnixSeconds, Now());
        foreach ((long id, StoredKey key) in OperationKeyTable.Select(database, query))
        {
            foreach (OperationWindow window in windows)
            {
                OperationTallyTable.Read(database, id, window, (start, row) => take(key, start, row));
            }
        }
    }

    private double Now() => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    private static long Nanoseconds(double unixSeconds) =>
        unixSeconds * 1e9 is var value && value >= long.MaxValue ? long.MaxValue : value <= 0 ? 0 : (long)value;
}
