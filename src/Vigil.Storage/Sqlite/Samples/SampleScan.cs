using Vigil.Core.Sampling;
using Vigil.Storage.Encoding;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>
/// Walks the rows of one subject block by block, decoding the wanted columns alone and keeping no row: for whoever reduces
/// as it reads. Rows come in the order in which they were stored; the stretch before the window comes first, so that
/// growth into the window is known, and blocks come whole: whoever receives them leaves out what lies outside.
/// </summary>
internal static class SampleScan
{
    /// <summary>Receives a stretch of rows.</summary>
    /// <param name="times">Time of each row.</param>
    /// <param name="columns">The wanted columns; of each as many values as there are times.</param>
    public delegate void RowsReader(ReadOnlySpan<long> times, ReadOnlySpan<long[]> columns);

    /// <summary>Reads the packed rows. Call inside a transaction.</summary>
    /// <param name="database">The database.</param>
    /// <param name="subjectId">The subject.</param>
    /// <param name="from">First instant, inclusive.</param>
    /// <param name="to">Last instant, exclusive.</param>
    /// <param name="wanted">Columns, ascending.</param>
    /// <param name="receive">Takes the rows.</param>
    public static void ReadBlocks(Database database, long subjectId, long from, long to, ReadOnlySpan<int> wanted, RowsReader receive)
    {
        (long firstBlock, long lastBlock) = Blocks(database, RowKeys.RunOf(subjectId), from, to);
        long[] times = [];
        long[][] columns = new long[wanted.Length][];
        long timesOf = -1;
        Statement rows = database.Prepare("""
            SELECT b.id, b.row_count, b.times, c.first_row, c.row_count, c.data, c.lengths
            FROM VigilSampleChunk c CROSS JOIN VigilSampleBlock b ON b.id = c.block_id
            WHERE c.subject_id = ?1 AND c.block_id <= ?3
              AND c.block_id >= coalesce((SELECT max(block_id) FROM VigilSampleChunk WHERE subject_id = ?1 AND block_id < ?2), ?2)
            ORDER BY c.block_id, c.id
            """).Bind(1, subjectId).Bind(2, firstBlock).Bind(3, lastBlock);
        while (rows.Step())
        {
            int blockRows = (int)rows.Integer(1);
            if (times.Length < blockRows)
            {
                times = new long[blockRows];
                for (int i = 0; i < columns.Length; i++)
                {
                    columns[i] = new long[blockRows];
                }

                timesOf = -1;
            }

            if (timesOf != rows.Integer(0))
            {
                var input = new ByteReader(rows.Bytes(2));
                ColumnDecoder.Decode(ref input, times.AsSpan(0, blockRows));
                timesOf = rows.Integer(0);
            }

            int count = (int)rows.Integer(4);
            ChunkColumns.Read(rows.Bytes(5), rows.Bytes(6), wanted, count, columns);
            receive(times.AsSpan((int)rows.Integer(3), count), columns);
        }

        rows.Reset();
    }

    /// <summary>Reads the rows that are not packed yet. Call inside the same transaction.</summary>
    public static void ReadTail(Database database, long subjectId, ReadOnlySpan<int> wanted, RowsReader receive)
    {
        int ordinal = RowKeys.CountOf(subjectId);
        var times = new List<long>();
        var values = new List<long>[wanted.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = [];
        }

        var decoder = new TailDecoder();
        Statement rows = TailRows(database, RowKeys.RunOf(subjectId));
        while (rows.Step())
        {
            if (!decoder.Read(rows.Bytes(0)) || decoder.Find(ordinal) is not { } found)
            {
                continue;
            }

            times.Add(decoder.UnixMilliseconds);
            for (int i = 0; i < values.Length; i++)
            {
                values[i].Add(wanted[i] < found.Length ? found[wanted[i]] : Reading.NotAvailable);
            }
        }

        rows.Reset();
        if (times.Count > 0)
        {
            receive(times.ToArray(), Array.ConvertAll(values, column => column.ToArray()));
        }
    }

    /// <summary>The tail of a run, row by row.</summary>
    public static Statement TailRows(Database database, long runNumber) =>
        database.Prepare("SELECT data FROM VigilSampleTail WHERE id BETWEEN ?1 AND ?2 ORDER BY id")
            .Bind(1, RowKeys.Of(runNumber, 0)).Bind(2, RowKeys.Of(runNumber, uint.MaxValue));

    // The blocks that touch a window; when none does, a first one beyond all, so that the newest before the tail is found.
    private static (long First, long Last) Blocks(Database database, long runNumber, long from, long to)
    {
        Statement row = database.Prepare("SELECT min(id), max(id) FROM VigilSampleBlock WHERE run_number = ?1 AND min_time_ms < ?3 AND max_time_ms >= ?2")
            .Bind(1, runNumber).Bind(2, from).Bind(3, to);
        row.Step();
        (long, long) blocks = (row.NullableInteger(0) ?? long.MaxValue, row.NullableInteger(1) ?? long.MaxValue);
        row.Reset();
        return blocks;
    }
}
