using Vigil.Storage.Encoding;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>
/// Reads some columns of a chunk and passes over the others: by their lengths, which stand beside the columns, or by
/// decoding them too where an older version wrote none. Columns of one value are a few bytes and need no length.
/// </summary>
internal static class ChunkColumns
{
    /// <summary>Adds the length of a column that was just encoded, unless it is one value throughout.</summary>
    public static void AddLength(ReadOnlySpan<byte> column, ByteBuffer lengths)
    {
        if (!ColumnDecoder.IsConstant(column[0]))
        {
            lengths.WriteVarint((ulong)column.Length);
        }
    }

    /// <summary>Reads the wanted columns.</summary>
    /// <param name="data">The columns of the chunk.</param>
    /// <param name="lengths">Their lengths; empty where there are none.</param>
    /// <param name="wanted">Columns wanted, ascending.</param>
    /// <param name="rows">Rows of the chunk.</param>
    /// <param name="columns">Receives them, in the order of <paramref name="wanted"/>; each has room for the rows.</param>
    public static void Read(ReadOnlySpan<byte> data, ReadOnlySpan<byte> lengths, ReadOnlySpan<int> wanted, int rows, ReadOnlySpan<long[]> columns)
    {
        var input = new ByteReader(data);
        var sizes = new ByteReader(lengths);
        bool sized = !lengths.IsEmpty;
        int column = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            for (; column < wanted[i]; column++)
            {
                if (input.Rest.IsEmpty || ColumnDecoder.IsConstant(input.Rest[0]))
                {
                    ColumnDecoder.SkipConstant(ref input);
                }
                else if (sized)
                {
                    input.ReadBytes(sizes.ReadCount(input.Rest.Length));
                }
                else
                {
                    ColumnDecoder.Decode(ref input, columns[i].AsSpan(0, rows));
                }
            }

            if (sized && !input.Rest.IsEmpty && !ColumnDecoder.IsConstant(input.Rest[0]))
            {
                sizes.ReadVarint();
            }

            ColumnDecoder.Decode(ref input, columns[i].AsSpan(0, rows));
            column++;
        }
    }
}
