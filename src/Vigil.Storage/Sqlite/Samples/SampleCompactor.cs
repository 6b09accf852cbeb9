using System.Buffers;
using Vigil.Storage.Encoding;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Rollups;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>Turns the tail of a run into one block: the times, and for every subject its columns packed.</summary>
internal static class SampleCompactor
{
    /// <summary>Moves all rows of the tail. Call inside a transaction.</summary>
    public static void Compact(Database database, long runNumber)
    {
        long from = RowKeys.Of(runNumber, 0);
        long to = RowKeys.Of(runNumber, uint.MaxValue);
        var times = new List<long>();
        var segments = new List<Segment>();
        var open = new Dictionary<int, Segment>();
        var decoder = new TailDecoder();
        Statement rows = database.Prepare("SELECT data FROM VigilSampleTail WHERE id BETWEEN ?1 AND ?2 ORDER BY id").Bind(1, from).Bind(2, to);
        while (rows.Step())
        {
            if (!decoder.Read(rows.Bytes(0)))
            {
                continue;
            }

            foreach (TailDecoder.Slot slot in decoder.Slots)
            {
                if (!open.TryGetValue(slot.Ordinal, out Segment? segment) || segment.FirstRow + segment.RowCount != times.Count)
                {
                    segment = new Segment(slot.Ordinal, times.Count, slot.Values.Length);
                    open[slot.Ordinal] = segment;
                    segments.Add(segment);
                }

                segment.Add(slot.Values);
            }

            times.Add(decoder.UnixMilliseconds);
        }

        rows.Reset();
        if (times.Count > 0)
        {
            Write(database, runNumber, times.ToArray(), segments);
        }

        database.Prepare("DELETE FROM VigilSampleTail WHERE id BETWEEN ?1 AND ?2").Bind(1, from).Bind(2, to).Run();
    }

    private static void Write(Database database, long runNumber, long[] times, List<Segment> segments)
    {
        var encoder = new ColumnEncoder();
        using var buffer = new ByteBuffer();
        using var lengths = new ByteBuffer();
        encoder.Encode(times, buffer);
        database.Prepare("INSERT INTO VigilSampleBlock (run_number, row_count, min_time_ms, max_time_ms, times) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, runNumber).Bind(2, times.Length).Bind(3, times.Min()).Bind(4, times.Max()).Bind(5, buffer.Written).Run();
        long blockId = database.LastRowId;

        // Only after the clock stepped back: what was rolled up lacks these rows, and is rolled up anew.
        RollupTable.Forget(database, runNumber, times.Min(), times.Max());
        foreach (Segment segment in segments)
        {
            buffer.Clear();
            lengths.Clear();
            segment.Encode(encoder, buffer, lengths);
            long subjectId = RowKeys.Of(runNumber, segment.Ordinal);
            database.Prepare("INSERT INTO VigilSampleChunk (subject_id, block_id, first_row, row_count, data, lengths) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                .Bind(1, subjectId).Bind(2, blockId).Bind(3, segment.FirstRow).Bind(4, segment.RowCount).Bind(5, buffer.Written).Bind(6, lengths.Written).Run();
            database.Prepare("UPDATE VigilSubject SET last_seen_ms = max(last_seen_ms, ?2) WHERE id = ?1")
                .Bind(1, subjectId).Bind(2, times[segment.FirstRow + segment.RowCount - 1]).Run();
            segment.Dispose();
        }
    }

    /// <summary>Consecutive rows of one subject.</summary>
    private sealed class Segment(int ordinal, int firstRow, int columns) : IDisposable
    {
        private long[] _values = ArrayPool<long>.Shared.Rent(Math.Max(1, columns) * 16);

        public int Ordinal { get; } = ordinal;

        public int FirstRow { get; } = firstRow;

        public int RowCount { get; private set; }

        public void Add(ReadOnlySpan<long> row)
        {
            if ((RowCount + 1) * columns > _values.Length)
            {
                long[] larger = ArrayPool<long>.Shared.Rent(_values.Length * 2);
                _values.AsSpan(0, RowCount * columns).CopyTo(larger);
                ArrayPool<long>.Shared.Return(_values);
                _values = larger;
            }

            row.CopyTo(_values.AsSpan(RowCount++ * columns));
        }

        public void Encode(ColumnEncoder encoder, ByteBuffer output, ByteBuffer lengths)
        {
            long[] rented = ArrayPool<long>.Shared.Rent(RowCount);
            Span<long> column = rented.AsSpan(0, RowCount);
            for (int c = 0; c < columns; c++)
            {
                for (int r = 0; r < column.Length; r++)
                {
                    column[r] = _values[(r * columns) + c];
                }

                int start = output.Length;
                encoder.Encode(column, output);
                ChunkColumns.AddLength(output.Written[start..], lengths);
            }

            ArrayPool<long>.Shared.Return(rented);
        }

        public void Dispose() => ArrayPool<long>.Shared.Return(_values);
    }
}
