using Vigil.Core.Operations;
using Vigil.Storage.Encoding;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>The VigilOperationBlock rows and what they hold of each key.</summary>
internal sealed class OperationBlockTable(ColumnEncoder encoder, ByteBuffer scratch)
{
    /// <summary>Adds a block.</summary>
    /// <param name="database">In a transaction.</param>
    /// <param name="runNumber">The record; 0 for none.</param>
    /// <param name="rows">In order of start; at least one.</param>
    /// <param name="idOf">The row number of a key.</param>
    /// <param name="isSealed">Whether it stays as it is.</param>
    /// <returns>Its id.</returns>
    public long Insert(Database database, long runNumber, ReadOnlySpan<Operation> rows, Func<OperationKey, long> idOf, bool isSealed)
    {
        var ids = new long[rows.Length];
        var worst = new Dictionary<long, (long Failed, long Most)>();
        long failed = 0;
        long most = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            long id = ids[i] = idOf(rows[i].Key);
            long one = rows[i].Outcome == OperationOutcome.Failed ? 1 : 0;
            (long keyFailed, long keyMost) = worst.GetValueOrDefault(id);
            worst[id] = (keyFailed + one, Math.Max(keyMost, rows[i].DurationNanoseconds));
            failed += one;
            most = Math.Max(most, rows[i].DurationNanoseconds);
        }

        scratch.Clear();
        OperationBlockCodec.Write(rows, ids, encoder, scratch);
        database.Prepare("""
            INSERT INTO VigilOperationBlock (run_number, sealed, row_count, failed, first_start_ns, last_start_ns, most_ns, data, details)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
            .Bind(1, runNumber).Bind(2, isSealed ? 1 : 0).Bind(3, rows.Length).Bind(4, failed).Bind(5, rows[0].StartUnixNanoseconds)
            .Bind(6, rows[^1].StartUnixNanoseconds).Bind(7, most).Bind(8, scratch.Written).Bind(9, DetailCodec.Write(rows)).Run();
        long block = database.LastRowId;
        foreach ((long key, (long keyFailed, long keyMost)) in worst)
        {
            database.Prepare("INSERT INTO VigilOperationBlockKey VALUES (?1, ?2, ?3, ?4)").Bind(1, key).Bind(2, block).Bind(3, keyFailed).Bind(4, keyMost).Run();
        }

        return block;
    }

    /// <summary>Removes blocks whose rows now stand in another.</summary>
    public static void Delete(Database database, IEnumerable<(long Block, IReadOnlyCollection<long> Keys)> blocks)
    {
        foreach ((long block, IReadOnlyCollection<long> keys) in blocks)
        {
            database.Prepare("DELETE FROM VigilOperationBlock WHERE id = ?1").Bind(1, block).Run();
            foreach (long key in keys)
            {
                database.Prepare("DELETE FROM VigilOperationBlockKey WHERE key_id = ?1 AND block_id = ?2").Bind(1, key).Bind(2, block).Run();
            }
        }
    }

    /// <summary>Blocks that touch a window, with their worst.</summary>
    /// <param name="database">The database.</param>
    /// <param name="keys">Rows of the keys wanted; null for all.</param>
    /// <param name="fromNanoseconds">First start, inclusive.</param>
    /// <param name="toNanoseconds">Last start, exclusive.</param>
    public static List<BlockEntry> Find(Database database, IEnumerable<long>? keys, long fromNanoseconds, long toNanoseconds)
    {
        var blocks = new Dictionary<long, BlockEntry>();
        foreach (long? key in keys?.Select(id => (long?)id) ?? [null])
        {
            Statement row = key is { } id
                ? database.Prepare("""
                    SELECT b.id, b.last_start_ns, k.most_ns, k.failed FROM VigilOperationBlockKey k JOIN VigilOperationBlock b ON b.id = k.block_id
                    WHERE b.last_start_ns >= ?1 AND b.first_start_ns < ?2 AND k.key_id = ?3
                    """).Bind(3, id)
                : database.Prepare("SELECT id, last_start_ns, most_ns, failed FROM VigilOperationBlock WHERE last_start_ns >= ?1 AND first_start_ns < ?2");
            row.Bind(1, fromNanoseconds).Bind(2, toNanoseconds);
            while (row.Step())
            {
                BlockEntry before = blocks.GetValueOrDefault(row.Integer(0));
                blocks[row.Integer(0)] = new BlockEntry(row.Integer(0), row.Integer(1), Math.Max(before.MostNanoseconds, row.Integer(2)), before.Failed + row.Integer(3));
            }

            row.Reset();
        }

        return [.. blocks.Values];
    }

    /// <summary>The operations of a block, details included.</summary>
    public static Operation[] Read(Database database, long block, Func<long, OperationKey?> keyOf)
    {
        Statement row = database.Prepare("SELECT row_count, data, details FROM VigilOperationBlock WHERE id = ?1").Bind(1, block);
        Operation[] rows = [];
        if (row.Step())
        {
            rows = OperationBlockCodec.Read(row.Bytes(1), (int)Math.Clamp(row.Integer(0), 0, 1 << 20), keyOf);
            DetailCodec.Read(row.Bytes(2), rows);
        }

        row.Reset();
        return rows;
    }
}

/// <summary>What is known of a block without opening it.</summary>
/// <param name="Id">Its row.</param>
/// <param name="LastStartNanoseconds">Start of its newest operation, Unix nanoseconds.</param>
/// <param name="MostNanoseconds">Its longest duration.</param>
/// <param name="Failed">How many failed.</param>
internal readonly record struct BlockEntry(long Id, long LastStartNanoseconds, long MostNanoseconds, long Failed);
