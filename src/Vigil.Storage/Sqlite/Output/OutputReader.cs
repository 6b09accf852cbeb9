using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Output;

/// <summary>Reads the output of a run, with an entry for every stretch that is missing.</summary>
internal static class OutputReader
{
    /// <summary>The output in order of its rows.</summary>
    public static IEnumerable<StoredOutput> Read(Database database, long runNumber)
    {
        var ends = new Dictionary<OutputStream, long>();
        Statement rows = database.Prepare(
            "SELECT stream, first_offset, byte_count, encoding, lines, data FROM VigilOutput WHERE run_number = ?1 ORDER BY id").Bind(1, runNumber);
        while (rows.Step())
        {
            var stream = (OutputStream)rows.Integer(0);
            long offset = rows.Integer(1);
            int count = (int)rows.Integer(2);
            long end = ends.GetValueOrDefault(stream);
            ends[stream] = offset + count;
            (int[] lineOffsets, long[] lineTimes) = LineIndex.Decode(rows.Bytes(4));
            byte[] data = OutputPacker.Unpack((OutputPacking)rows.Integer(3), rows.Bytes(5), count);
            if (offset > end)
            {
                yield return new StoredOutput(stream, end, ReadOnlyMemory<byte>.Empty, offset - end, [], []);
            }

            if (count > 0)
            {
                yield return new StoredOutput(stream, offset, data, 0, lineOffsets, lineTimes);
            }
        }

        rows.Reset();
    }
}
