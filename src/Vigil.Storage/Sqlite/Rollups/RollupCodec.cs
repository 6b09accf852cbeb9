using Vigil.Storage.Encoding;

namespace Vigil.Storage.Sqlite.Rollups;

/// <summary>
/// Packs a span of roll-ups of one subject. Layout: number of rows that hold anything and of columns; the places of those rows; the most
/// readings and the longest time of each row; then each column as its length and, unless nothing of it is known, a byte that
/// says whether it is a total and whether its numbers are real, and four packed columns of integers. Those are differences that are mostly zero: weight below
/// the row's, minimum, maximum above it, and of levels the sum above what the minimum alone would make.
/// </summary>
internal static class RollupCodec
{
    private const int MostColumns = 1 << 12;
    private const int Counter = 1;
    private const int Real = 2;

    /// <summary>Appends a span.</summary>
    public static void Encode(ReadOnlySpan<RollupColumn> columns, int rows, ColumnEncoder encoder, ByteBuffer output)
    {
        int[] places = Occupied(columns, rows);
        output.WriteVarint((ulong)places.Length);
        output.WriteVarint((ulong)columns.Length);
        if (places.Length == 0)
        {
            return;
        }

        long[] scratch = new long[places.Length];
        long[] readings = MostWeight(columns, places, isCounter: false);
        long[] elapsed = MostWeight(columns, places, isCounter: true);
        encoder.Encode(Array.ConvertAll(places, place => (long)place), output);
        encoder.Encode(readings, output);
        encoder.Encode(elapsed, output);
        using var packed = new ByteBuffer();
        foreach (RollupColumn column in columns)
        {
            packed.Clear();
            if (!column.Weight.AsSpan().ContainsAnyExcept(0L))
            {
                output.WriteVarint(0);
                continue;
            }

            long[] most = column.IsCounter ? elapsed : readings;
            packed.WriteByte((byte)((column.IsCounter ? Counter : 0) | (column.IsReal ? Real : 0)));
            for (int part = 0; part < 4; part++)
            {
                for (int i = 0; i < places.Length; i++)
                {
                    scratch[i] = Part(column, part, places[i], most[i]);
                }

                encoder.Encode(scratch, packed);
            }

            output.WriteVarint((ulong)packed.Length);
            output.Write(packed.Written);
        }
    }

    /// <summary>Reads the wanted columns of a span.</summary>
    /// <param name="data">The span.</param>
    /// <param name="rows">Rows of a span of this level.</param>
    /// <param name="wanted">Columns wanted, ascending; null for all.</param>
    /// <returns>The columns in that order; null for those of which nothing is known, and none where the span is damaged.</returns>
    public static RollupColumn?[] Decode(ReadOnlySpan<byte> data, int rows, int[]? wanted)
    {
        var input = new ByteReader(data);
        int count = input.ReadCount(rows);
        int columns = input.ReadCount(MostColumns);
        var result = new RollupColumn?[wanted?.Length ?? columns];
        if (count == 0)
        {
            return result;
        }

        long[] scratch = new long[count * 7];
        Span<long> places = scratch.AsSpan(0, count);
        Span<long> readings = scratch.AsSpan(count, count);
        Span<long> elapsed = scratch.AsSpan(2 * count, count);
        ColumnDecoder.Decode(ref input, places);
        ColumnDecoder.Decode(ref input, readings);
        ColumnDecoder.Decode(ref input, elapsed);
        int next = 0;
        for (int c = 0; c < columns && next < result.Length && !input.Damaged; c++)
        {
            int length = input.ReadCount(input.Rest.Length);
            ReadOnlySpan<byte> packed = input.ReadBytes(length);
            if (wanted is not null && wanted[next] != c)
            {
                continue;
            }

            if (length > 0)
            {
                result[next] = DecodeColumn(packed, rows, places, readings, elapsed, scratch.AsSpan(3 * count));
            }

            next++;
        }

        return result;
    }

    private static RollupColumn DecodeColumn(ReadOnlySpan<byte> packed, int rows, ReadOnlySpan<long> places, ReadOnlySpan<long> readings, ReadOnlySpan<long> elapsed, Span<long> scratch)
    {
        var input = new ByteReader(packed);
        int form = input.ReadByte();
        var column = new RollupColumn((form & Counter) != 0, (form & Real) != 0, rows);
        int count = places.Length;
        for (int part = 0; part < 4; part++)
        {
            ColumnDecoder.Decode(ref input, scratch.Slice(part * count, count));
        }

        ReadOnlySpan<long> most = column.IsCounter ? elapsed : readings;
        for (int i = 0; i < count; i++)
        {
            int row = (int)Math.Clamp(places[i], 0, rows - 1);
            long weight = unchecked(most[i] - scratch[i]);
            long minimum = scratch[count + i];
            column.Weight[row] = weight;
            column.Minimum[row] = minimum;
            column.Maximum[row] = unchecked(minimum + scratch[(2 * count) + i]);
            column.Sum[row] = unchecked(scratch[(3 * count) + i] + (column.IsCounter ? 0 : weight * minimum));
        }

        return column;
    }

    private static long Part(RollupColumn column, int part, int row, long most) => unchecked(part switch
    {
        0 => most - column.Weight[row],
        1 => column.Minimum[row],
        2 => column.Maximum[row] - column.Minimum[row],
        _ => column.Sum[row] - (column.IsCounter ? 0 : column.Weight[row] * column.Minimum[row]),
    });

    private static long[] MostWeight(ReadOnlySpan<RollupColumn> columns, int[] places, bool isCounter)
    {
        long[] most = new long[places.Length];
        foreach (RollupColumn column in columns)
        {
            for (int i = 0; i < places.Length && column.IsCounter == isCounter; i++)
            {
                most[i] = Math.Max(most[i], column.Weight[places[i]]);
            }
        }

        return most;
    }

    private static int[] Occupied(ReadOnlySpan<RollupColumn> columns, int rows)
    {
        var places = new List<int>();
        for (int row = 0; row < rows; row++)
        {
            foreach (RollupColumn column in columns)
            {
                if (column.Weight[row] != 0)
                {
                    places.Add(row);
                    break;
                }
            }
        }

        return [.. places];
    }
}
