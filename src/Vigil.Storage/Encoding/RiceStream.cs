namespace Vigil.Storage.Encoding;

/// <summary>
/// A stretch of unsigned numbers as adaptive Rice codes; when most are zero, as the gaps between the others and those
/// numbers less one, each with a state of its own.
/// </summary>
internal static class RiceStream
{
    /// <summary>Bits that a stretch takes, starting parameters included.</summary>
    public static long Cost(ReadOnlySpan<ulong> values, bool sparse)
    {
        var state = new RiceState(RiceState.Suggest(values));
        long bits = 8;
        if (!sparse)
        {
            foreach (ulong value in values)
            {
                bits += state.Cost(value);
            }

            return bits;
        }

        var (gapK, valueK) = SuggestSparse(values);
        var gaps = new RiceState(gapK);
        state = new RiceState(valueK);
        bits += 16;
        ulong gap = 0;
        foreach (ulong value in values)
        {
            if (value == 0)
            {
                gap++;
                continue;
            }

            bits += gaps.Cost(gap) + state.Cost(value - 1);
            gap = 0;
        }

        return bits;
    }

    /// <summary>Appends a stretch.</summary>
    public static void Write(ReadOnlySpan<ulong> values, bool sparse, ByteBuffer output)
    {
        if (!sparse)
        {
            int k = RiceState.Suggest(values);
            output.WriteByte((byte)k);
            var state = new RiceState(k);
            var dense = new BitWriter(output);
            foreach (ulong value in values)
            {
                dense.Write(value, ref state);
            }

            dense.Finish();
            return;
        }

        var (gapK, valueK) = SuggestSparse(values);
        output.WriteVarint((ulong)(values.Length - values.Count(0UL)));
        output.WriteByte((byte)gapK);
        output.WriteByte((byte)valueK);
        var gaps = new RiceState(gapK);
        var others = new RiceState(valueK);
        var bits = new BitWriter(output);
        ulong gap = 0;
        foreach (ulong value in values)
        {
            if (value == 0)
            {
                gap++;
                continue;
            }

            bits.Write(gap, ref gaps);
            bits.Write(value - 1, ref others);
            gap = 0;
        }

        bits.Finish();
    }

    /// <summary>Takes a stretch from the front of <paramref name="input"/>.</summary>
    public static void Read(ref ByteReader input, bool sparse, Span<ulong> values)
    {
        if (!sparse)
        {
            var state = new RiceState(Math.Min((int)input.ReadByte(), RiceState.MaxK));
            var dense = new BitReader(input.Rest);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = dense.Read(ref state);
            }

            input.ReadBytes(dense.BytesRead);
            return;
        }

        values.Clear();
        int count = input.ReadCount(values.Length);
        var gaps = new RiceState(Math.Min((int)input.ReadByte(), RiceState.MaxK));
        var others = new RiceState(Math.Min((int)input.ReadByte(), RiceState.MaxK));
        var bits = new BitReader(input.Rest);
        ulong at = 0;
        for (int i = 0; i < count; i++)
        {
            at += bits.Read(ref gaps);
            ulong value = bits.Read(ref others);
            if (at >= (ulong)values.Length)
            {
                break;
            }

            values[(int)at++] = unchecked(value + 1);
        }

        input.ReadBytes(bits.BytesRead);
    }

    private static (int Gap, int Value) SuggestSparse(ReadOnlySpan<ulong> values)
    {
        int others = values.Length - values.Count(0UL);
        int gapK = System.Numerics.BitOperations.Log2((uint)(values.Length / Math.Max(1, others)) | 1);
        Span<ulong> first = stackalloc ulong[32];
        int taken = 0;
        for (int i = 0; i < values.Length && taken < first.Length; i++)
        {
            if (values[i] != 0)
            {
                first[taken++] = values[i] - 1;
            }
        }

        return (gapK, RiceState.Suggest(first[..taken]));
    }
}
