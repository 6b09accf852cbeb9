using Vigil.Core.Operations;
using Vigil.Storage.Encoding;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>
/// Traces and parents of the operations of a block. A trace is none, that of the row before, one that ends in the operation's own id
/// (as trackers name those that they begin), or an entry of a list; a parent is none, so many rows away, or stands as it is.
/// </summary>
internal static class TraceColumns
{
    private const long None = 0;
    private const long Explicit = 1;
    private const long OwnId = 1;
    private const long AsBefore = 2;
    private const long Listed = 3;

    public static void Write(ReadOnlySpan<Operation> rows, ColumnEncoder encoder, ByteBuffer output)
    {
        ulong ownUpper = 0;
        var list = new List<UInt128>();
        var index = new Dictionary<UInt128, int>();
        var rowOf = new Dictionary<ulong, int>(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            rowOf.TryAdd(rows[i].SpanId, i);
            ownUpper = ownUpper == 0 && rows[i].SpanId != 0 && (ulong)rows[i].TraceId == rows[i].SpanId ? (ulong)(rows[i].TraceId >> 64) : ownUpper;
        }

        var traces = new long[rows.Length];
        var parents = new long[rows.Length];
        var strangers = new List<ulong>();
        UInt128 before = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            Operation row = rows[i];
            traces[i] = row.TraceId == 0 ? None
                : row.TraceId == new UInt128(ownUpper, row.SpanId) ? OwnId
                : row.TraceId == before ? AsBefore
                : Listed + IndexOf(row.TraceId);
            before = row.TraceId;
            if (row.ParentSpanId == 0)
            {
                parents[i] = None;
            }
            else if (rowOf.TryGetValue(row.ParentSpanId, out int parent))
            {
                parents[i] = Explicit + 1 + (long)ZigZag.Encode(i - parent);
            }
            else
            {
                parents[i] = Explicit;
                strangers.Add(row.ParentSpanId);
            }
        }

        output.WriteUInt64(ownUpper);
        output.WriteVarint((ulong)list.Count);
        foreach (UInt128 trace in list)
        {
            output.WriteUInt64((ulong)trace);
            output.WriteUInt64((ulong)(trace >> 64));
        }

        encoder.Encode(traces, output);
        encoder.Encode(parents, output);
        foreach (ulong stranger in strangers)
        {
            output.WriteUInt64(stranger);
        }

        int IndexOf(UInt128 trace)
        {
            if (!index.TryGetValue(trace, out int at))
            {
                index[trace] = at = list.Count;
                list.Add(trace);
            }

            return at;
        }
    }

    public static (UInt128[] Traces, ulong[] Parents) Read(ref ByteReader input, ReadOnlySpan<ulong> spanIds)
    {
        ulong ownUpper = SpanIdColumn.ReadPlain(ref input);
        var list = new UInt128[input.ReadCount(spanIds.Length)];
        for (int i = 0; i < list.Length; i++)
        {
            ulong lower = SpanIdColumn.ReadPlain(ref input);
            list[i] = new UInt128(SpanIdColumn.ReadPlain(ref input), lower);
        }

        var codes = new long[spanIds.Length];
        var traces = new UInt128[spanIds.Length];
        ColumnDecoder.Decode(ref input, codes);
        for (int i = 0; i < codes.Length; i++)
        {
            traces[i] = codes[i] switch
            {
                OwnId => new UInt128(ownUpper, spanIds[i]),
                AsBefore when i > 0 => traces[i - 1],
                >= Listed when codes[i] - Listed < list.Length => list[codes[i] - Listed],
                _ => 0,
            };
        }

        var parents = new ulong[spanIds.Length];
        ColumnDecoder.Decode(ref input, codes);
        for (int i = 0; i < codes.Length; i++)
        {
            long row = i - ZigZag.Decode((ulong)(codes[i] - Explicit - 1));
            parents[i] = codes[i] == Explicit ? SpanIdColumn.ReadPlain(ref input)
                : codes[i] > Explicit && row >= 0 && row < spanIds.Length ? spanIds[(int)row] : 0;
        }

        return (traces, parents);
    }
}
