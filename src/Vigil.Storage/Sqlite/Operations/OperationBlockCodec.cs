using Vigil.Core.Operations;
using Vigil.Storage.Encoding;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>Single operations as columns. Rows stand in the order of their start.</summary>
internal static class OperationBlockCodec
{
    /// <summary>Rows of a sealed block.</summary>
    public const int MostRows = 4096;

    private const int MostKeys = 1 << 20;

    /// <param name="rows">In order of start; at least one.</param>
    /// <param name="keyIds">Row number of each one's key.</param>
    /// <param name="encoder">Used again and again.</param>
    /// <param name="output">Where to.</param>
    public static void Write(ReadOnlySpan<Operation> rows, ReadOnlySpan<long> keyIds, ColumnEncoder encoder, ByteBuffer output)
    {
        // Keys by their place in the block's own list, the most frequent first.
        long[] list = [.. keyIds.ToArray().CountBy(id => id).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key)];
        Dictionary<long, int> place = list.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        output.WriteVarint((ulong)list.Length);
        foreach (long id in list)
        {
            output.WriteVarint((ulong)id);
        }

        var column = new long[rows.Length];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = place[keyIds[i]];
        }

        encoder.Encode(column, output);
        WriteColumn(rows, static row => row.StartUnixNanoseconds);
        WriteColumn(rows, static row => row.DurationNanoseconds);
        WriteColumn(rows, static row => (long)row.Outcome);
        WriteColumn(rows, static row => row.Retries);
        var spans = new ulong[rows.Length];
        for (int i = 0; i < spans.Length; i++)
        {
            spans[i] = rows[i].SpanId;
        }

        SpanIdColumn.Write(spans, encoder, output);
        TraceColumns.Write(rows, encoder, output);

        void WriteColumn(ReadOnlySpan<Operation> from, Func<Operation, long> value)
        {
            for (int i = 0; i < column.Length; i++)
            {
                column[i] = value(from[i]);
            }

            encoder.Encode(column, output);
        }
    }

    /// <param name="bytes">A block.</param>
    /// <param name="rowCount">Its rows.</param>
    /// <param name="keyOf">The key of a row number; null for one that is gone.</param>
    /// <returns>Its operations.</returns>
    public static Operation[] Read(ReadOnlySpan<byte> bytes, int rowCount, Func<long, OperationKey?> keyOf)
    {
        var input = new ByteReader(bytes);
        var keys = new OperationKey?[input.ReadCount(MostKeys)];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = keyOf((long)input.ReadVarint());
        }

        long[] key = Column(ref input);
        long[] start = Column(ref input);
        long[] duration = Column(ref input);
        long[] outcome = Column(ref input);
        long[] retries = Column(ref input);
        var spans = new ulong[rowCount];
        SpanIdColumn.Read(ref input, spans);
        (UInt128[] traces, ulong[] parents) = TraceColumns.Read(ref input, spans);
        var rows = new Operation[rowCount];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = new Operation
            {
                Key = (ulong)key[i] < (ulong)keys.Length ? keys[key[i]] ?? s_gone : s_gone,
                StartUnixNanoseconds = start[i],
                DurationNanoseconds = duration[i],
                Outcome = (OperationOutcome)outcome[i],
                Retries = (int)retries[i],
                SpanId = spans[i],
                TraceId = traces[i],
                ParentSpanId = parents[i],
            };
        }

        return rows;

        long[] Column(ref ByteReader from)
        {
            var column = new long[rowCount];
            ColumnDecoder.Decode(ref from, column);
            return column;
        }
    }

    // Only in a damaged file.
    private static readonly OperationKey s_gone = new(default, "?");
}
