using Vigil.Storage.Encoding;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>
/// Ids of operations as columns. Trackers count up from a random number on each thread: then the upper bits are few and the lower
/// ones near the last of the same thread. Where ids are random throughout, as other tracers make them, they stand as they are.
/// </summary>
internal static class SpanIdColumn
{
    private const int LowBits = 20;
    private const int MostBases = 256;
    private const byte Plain = 0;
    private const byte Counted = 1;

    public static void Write(ReadOnlySpan<ulong> ids, ColumnEncoder encoder, ByteBuffer output)
    {
        var bases = new List<ulong>();
        var last = new List<long>();
        var index = new Dictionary<ulong, int>();
        var which = new long[ids.Length];
        var growth = new long[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            ulong high = ids[i] >> LowBits;
            if (!index.TryGetValue(high, out int at))
            {
                if (bases.Count == MostBases)
                {
                    WritePlain(ids, output);
                    return;
                }

                index[high] = at = bases.Count;
                bases.Add(high);
                last.Add(0);
            }

            long low = (long)(ids[i] & ((1UL << LowBits) - 1));
            which[i] = at;
            growth[i] = low - last[at];
            last[at] = low;
        }

        output.WriteByte(Counted);
        output.WriteVarint((ulong)bases.Count);
        foreach (ulong high in bases)
        {
            output.WriteVarint(high);
        }

        encoder.Encode(which, output);
        encoder.Encode(growth, output);
    }

    public static void Read(ref ByteReader input, Span<ulong> ids)
    {
        if (input.ReadByte() == Plain)
        {
            for (int i = 0; i < ids.Length; i++)
            {
                ids[i] = ReadPlain(ref input);
            }

            return;
        }

        var bases = new ulong[input.ReadCount(MostBases)];
        for (int i = 0; i < bases.Length; i++)
        {
            bases[i] = input.ReadVarint();
        }

        var which = new long[ids.Length];
        var growth = new long[ids.Length];
        var last = new long[bases.Length];
        ColumnDecoder.Decode(ref input, which);
        ColumnDecoder.Decode(ref input, growth);
        for (int i = 0; i < ids.Length; i++)
        {
            if ((ulong)which[i] < (ulong)bases.Length)
            {
                last[which[i]] += growth[i];
                ids[i] = (bases[which[i]] << LowBits) | (ulong)last[which[i]];
            }
        }
    }

    /// <summary>Takes eight bytes.</summary>
    public static ulong ReadPlain(ref ByteReader input)
    {
        ReadOnlySpan<byte> bytes = input.ReadBytes(sizeof(ulong));
        return bytes.IsEmpty ? 0 : System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private static void WritePlain(ReadOnlySpan<ulong> ids, ByteBuffer output)
    {
        output.WriteByte(Plain);
        foreach (ulong id in ids)
        {
            output.WriteUInt64(id);
        }
    }
}
