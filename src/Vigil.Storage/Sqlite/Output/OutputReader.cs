using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Output;

/// <summary>Reads the output of a run, with an entry for every stretch that is missing.</summary>
internal static class OutputReader
{
    private const string Columns = "stream, first_offset, byte_count, encoding, lines, data";

    /// <summary>The output in order of its rows.</summary>
    /// <param name="database">The database.</param>
    /// <param name="runNumber">The run.</param>
    /// <param name="read">Bytes of each stream, indexed by <see cref="OutputStream"/>, before which nothing is unpacked or told; null for all.</param>
    public static IEnumerable<StoredOutput> Read(Database database, long runNumber, IReadOnlyList<long>? read = null)
    {
        var ends = new Dictionary<OutputStream, long>();
        Statement rows = database.Prepare($"SELECT {Columns} FROM VigilOutput WHERE run_number = ?1 ORDER BY id").Bind(1, runNumber);
        while (rows.Step())
        {
            var stream = (OutputStream)rows.Integer(0);
            long offset = rows.Integer(1);
            int count = (int)rows.Integer(2);
            long end = ends.GetValueOrDefault(stream);
            ends[stream] = offset + count;
            long known = read is not null && (int)stream < read.Count ? read[(int)stream] : -1;
            StoredOutput? piece = count > 0 && offset + count > known ? Piece(rows) : null;
            if (offset > end && offset > known)
            {
                yield return new StoredOutput(stream, end, ReadOnlyMemory<byte>.Empty, offset - end, [], []);
            }

            if (piece is not null)
            {
                yield return piece;
            }
        }

        rows.Reset();
    }

    /// <summary>The newest row of a stream, without data when it says where the output ended; null when there is none.</summary>
    public static StoredOutput? ReadLast(Database database, long runNumber, OutputStream stream)
    {
        Statement row = database.Prepare($"SELECT {Columns} FROM VigilOutput WHERE run_number = ?1 AND stream = ?2 ORDER BY id DESC LIMIT 1").Bind(1, runNumber).Bind(2, (long)stream);
        StoredOutput? last = row.Step() ? Piece(row) : null;
        row.Reset();
        return last;
    }

    private static StoredOutput Piece(Statement rows)
    {
        (int[] lineOffsets, long[] lineTimes) = LineIndex.Decode(rows.Bytes(4));
        byte[] data = OutputPacker.Unpack((OutputPacking)rows.Integer(3), rows.Bytes(5), (int)rows.Integer(2));
        return new StoredOutput((OutputStream)rows.Integer(0), rows.Integer(1), data, 0, lineOffsets, lineTimes);
    }
}
