using System.Runtime.InteropServices;
using Vigil.Core.Operations;
using Vigil.Storage.Encoding;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Runs;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>
/// Writes what waited in one transaction: tallies are added to their rows, so that several processes may count the same things;
/// single operations become small blocks, joined into large ones as soon as these are full. What a killed process leaves small
/// stays so.
/// </summary>
internal sealed class OperationTransaction(TimeProvider time) : IDisposable
{
    private readonly ByteBuffer _scratch = new();
    private readonly ColumnEncoder _encoder = new();
    private readonly Dictionary<string, OpenRecord> _records = [];
    private readonly long _sink = Random.Shared.NextInt64();

    /// <summary>Forgets what it knows of the file, after a transaction that failed.</summary>
    public void Forget() => _records.Clear();

    public void Write(Database database, PendingOperations pending, bool last, bool trim)
    {
        database.BeginWriting();
        try
        {
            foreach (RecordOperations waiting in pending.Records)
            {
                OpenRecord record = Record(database, waiting.RunId);
                foreach (((OperationKey key, long minute), OperationTally tally) in waiting.Tallies)
                {
                    OperationTallyTable.Add(database, record.IdOf(database, key), minute, tally, _scratch);
                }

                Append(database, record, waiting.Detailed, last);
                if (waiting.ActiveChanged || last)
                {
                    ReplaceActive(database, record, last ? [] : waiting.Active);
                }
            }

            if (trim)
            {
                OperationTallyTable.Trim(database, Now() / 1000.0);
            }

            database.Commit();
        }
        catch
        {
            database.RollBack();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();

    private void Append(Database database, OpenRecord record, List<Operation> operations, bool last)
    {
        var table = new OperationBlockTable(_encoder, _scratch);
        record.Rows.AddRange(operations);
        if (record.Rows.Count < OperationBlockCodec.MostRows && !last)
        {
            if (operations.Count > 0)
            {
                operations.Sort(static (a, b) => a.StartUnixNanoseconds.CompareTo(b.StartUnixNanoseconds));
                Insert(database, table, record, CollectionsMarshal.AsSpan(operations), isSealed: false);
            }

            return;
        }

        if (record.Rows.Count == 0)
        {
            return;
        }

        OperationBlockTable.Delete(database, record.Blocks.Select(block => (block.Block, block.Keys)));
        record.Blocks.Clear();
        record.Rows.Sort(static (a, b) => a.StartUnixNanoseconds.CompareTo(b.StartUnixNanoseconds));
        Span<Operation> rows = CollectionsMarshal.AsSpan(record.Rows);
        int done = 0;
        for (; rows.Length - done >= OperationBlockCodec.MostRows; done += OperationBlockCodec.MostRows)
        {
            Insert(database, table, record, rows.Slice(done, OperationBlockCodec.MostRows), isSealed: true);
        }

        if (done < rows.Length)
        {
            Insert(database, table, record, rows[done..], isSealed: last);
        }

        record.Rows.RemoveRange(0, done);
    }

    private static void Insert(Database database, OperationBlockTable table, OpenRecord record, ReadOnlySpan<Operation> rows, bool isSealed)
    {
        var keys = new HashSet<long>();
        long block = table.Insert(database, record.Number, rows, IdOf, isSealed);
        if (!isSealed)
        {
            record.Blocks.Add((block, keys));
        }

        long IdOf(OperationKey key)
        {
            long id = record.IdOf(database, key);
            keys.Add(id);
            return id;
        }
    }

    private void ReplaceActive(Database database, OpenRecord record, IReadOnlyList<ActiveOperation> active)
    {
        database.Prepare("DELETE FROM VigilOperationActive WHERE (sink = ?1 AND run_number = ?2) OR seen_ms < ?3")
            .Bind(1, _sink).Bind(2, record.Number).Bind(3, Now() - OperationActiveTable.KeptMilliseconds).Run();
        OperationActiveTable.Insert(database, _sink, record.Number, Now(), active);
    }

    private OpenRecord Record(Database database, string? runId)
    {
        if (!_records.TryGetValue(runId ?? "", out OpenRecord? record))
        {
            // A record that was deleted in the meantime leaves its operations to none.
            _records[runId ?? ""] = record = new OpenRecord(runId is null ? 0 : RunTable.NumberOf(database, runId) ?? 0);
        }

        return record;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class OpenRecord(long number)
    {
        private readonly Dictionary<OperationKey, long> _ids = [];

        public long Number { get; } = number;

        /// <summary>Rows of the blocks that are not sealed, in memory so that they need not be read again.</summary>
        public List<Operation> Rows { get; } = [];

        public List<(long Block, IReadOnlyCollection<long> Keys)> Blocks { get; } = [];

        public long IdOf(Database database, OperationKey key)
        {
            if (!_ids.TryGetValue(key, out long id))
            {
                _ids[key] = id = OperationKeyTable.Ensure(database, Number, key);
            }

            return id;
        }
    }
}
