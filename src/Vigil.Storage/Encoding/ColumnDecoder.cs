using System.Buffers;
using Vigil.Core.Sampling;

namespace Vigil.Storage.Encoding;

/// <summary>Reads the columns that <see cref="ColumnEncoder"/> wrote.</summary>
internal static class ColumnDecoder
{
    /// <summary>Takes one column from the front of <paramref name="input"/>.</summary>
    /// <param name="input">Where the column starts.</param>
    /// <param name="values">Receives one value per row.</param>
    public static void Decode(ref ByteReader input, Span<long> values)
    {
        int head = input.ReadByte();
        var model = (ColumnModel)(head & ColumnEncoder.ModelMask);
        switch (model)
        {
            case ColumnModel.Zero:
                values.Clear();
                return;
            case ColumnModel.Absent:
                values.Fill(Reading.NotAvailable);
                return;
            case ColumnModel.Constant:
                values.Fill(input.ReadSigned());
                return;
        }

        ByteReader runs = input;
        bool gaps = (head & ColumnEncoder.GapsFlag) != 0;
        int count = gaps ? SkipRuns(ref input, values.Length) : values.Length;
        long first = input.ReadSigned();
        long divisor = (head & ColumnEncoder.DivisorFlag) != 0 ? (long)input.ReadVarint() : 1;
        Span<long> choices = stackalloc long[ColumnEncoder.MaxChoices];
        long centre = 0;
        if (model == ColumnModel.Choice)
        {
            int choiceCount = input.ReadCount(ColumnEncoder.MaxChoices);
            for (int i = 0; i < choiceCount; i++)
            {
                choices[i] = input.ReadSigned();
            }
        }
        else if (model != ColumnModel.Bend)
        {
            centre = input.ReadSigned();
        }

        ulong[] rented = ArrayPool<ulong>.Shared.Rent(count);
        Span<ulong> rest = rented.AsSpan(0, count);
        RiceStream.Read(ref input, (head & ColumnEncoder.SparseFlag) != 0, rest);
        Span<long> present = values[..count];
        Restore(model, centre, choices, rest, present);
        ArrayPool<ulong>.Shared.Return(rented);
        for (int i = 0; i < present.Length; i++)
        {
            present[i] = unchecked(first + (present[i] * divisor));
        }

        if (gaps)
        {
            Spread(ref runs, values, count);
        }
    }

    /// <summary>Whether a column is one value throughout, as its first byte says: those have no length of their own beside them.</summary>
    public static bool IsConstant(byte head) => (ColumnModel)(head & ColumnEncoder.ModelMask) is ColumnModel.Zero or ColumnModel.Absent or ColumnModel.Constant;

    /// <summary>Passes over a column that is one value throughout.</summary>
    public static void SkipConstant(ref ByteReader input)
    {
        if ((ColumnModel)(input.ReadByte() & ColumnEncoder.ModelMask) == ColumnModel.Constant)
        {
            input.ReadSigned();
        }
    }

    private static void Restore(ColumnModel model, long centre, ReadOnlySpan<long> choices, ReadOnlySpan<ulong> rest, Span<long> levels)
    {
        long level = 0;
        switch (model)
        {
            case ColumnModel.Level:
                for (int i = 0; i < levels.Length; i++)
                {
                    levels[i] = unchecked(ZigZag.Decode(rest[i]) + centre);
                }

                break;
            case ColumnModel.Height:
                for (int i = 0; i < levels.Length; i++)
                {
                    levels[i] = unchecked((long)rest[i] + centre);
                }

                break;
            case ColumnModel.Growth:
                for (int i = 0; i < levels.Length; i++)
                {
                    level = i == 0 ? 0 : unchecked(level + ZigZag.Decode(rest[i]) + centre);
                    levels[i] = level;
                }

                break;
            case ColumnModel.Burst:
                for (int i = 0; i < levels.Length; i++)
                {
                    level = i == 0 ? 0 : unchecked(level + (long)rest[i] + centre);
                    levels[i] = level;
                }

                break;
            case ColumnModel.Choice:
                for (int i = 0; i < levels.Length; i++)
                {
                    levels[i] = choices[(int)Math.Min(rest[i], ColumnEncoder.MaxChoices - 1)];
                }

                break;
            default:
                long growth = 0;
                for (int i = 0; i < levels.Length; i++)
                {
                    growth = unchecked(growth + ZigZag.Decode(rest[i]));
                    level = unchecked(level + growth);
                    levels[i] = level;
                }

                break;
        }
    }

    // Walks the runs once to learn how many values are present.
    private static int SkipRuns(ref ByteReader input, int rows)
    {
        int total = 0;
        int count = 0;
        for (bool present = true; total < rows && !input.Damaged; present = !present)
        {
            int run = input.ReadCount(rows - total);
            total += run;
            count += present ? run : 0;
        }

        return count;
    }

    // Moves the present values, packed at the front, to their rows; from the back, so that none is overwritten.
    private static void Spread(ref ByteReader runs, Span<long> values, int count)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(values.Length + 2);
        int found = 0;
        for (int total = 0; total < values.Length && !runs.Damaged && found < rented.Length;)
        {
            rented[found] = runs.ReadCount(values.Length - total);
            total += rented[found++];
        }

        int target = values.Length;
        for (int i = found - 1; i >= 0; i--)
        {
            int run = rented[i];
            target -= run;
            if (i % 2 == 1)
            {
                values.Slice(target, run).Fill(Reading.NotAvailable);
                continue;
            }

            count -= run;
            values.Slice(count, run).CopyTo(values.Slice(target, run));
        }

        ArrayPool<int>.Shared.Return(rented);
    }
}
