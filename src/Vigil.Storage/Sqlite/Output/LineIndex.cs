using Vigil.Storage.Encoding;

namespace Vigil.Storage.Sqlite.Output;

/// <summary>
/// Where lines start in a stretch of output, and when each was first read. A line starts after <c>\n</c> or <c>\r</c>;
/// <c>\r\n</c> is one end; a line exists once its first byte does.
/// </summary>
internal sealed class LineIndex
{
    private readonly List<long> _offsets = [];
    private readonly List<long> _times = [];

    /// <summary>Lines that start in the stretch.</summary>
    public int Count => _offsets.Count;

    /// <summary>Starts a new stretch.</summary>
    public void Clear()
    {
        _offsets.Clear();
        _times.Clear();
    }

    /// <summary>Adds a line.</summary>
    public void Add(long offset, long unixMilliseconds)
    {
        _offsets.Add(offset);
        _times.Add(unixMilliseconds);
    }

    /// <summary>Finds the lines in a piece of output that joins the stretch.</summary>
    /// <param name="piece">The bytes; at least one.</param>
    /// <param name="offset">Where in the stretch they go.</param>
    /// <param name="before">The byte before them; null at the start of the stream, -1 when it is not known.</param>
    /// <param name="unixMilliseconds">When they were read.</param>
    public void Scan(ReadOnlySpan<byte> piece, int offset, int? before, long unixMilliseconds)
    {
        bool afterReturn = before == '\r';
        bool starts = before is null or '\r' or '\n';
        for (int at = 0; at < piece.Length; at++)
        {
            if (afterReturn && piece[at] == '\n')
            {
                // The second half of a \r\n: still the end of the line before.
                afterReturn = false;
                continue;
            }

            if (starts)
            {
                Add(offset + at, unixMilliseconds);
            }

            int end = piece[at..].IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                return;
            }

            at += end;
            afterReturn = piece[at] == '\r';
            starts = true;
        }
    }

    /// <summary>Writes the lines from number <paramref name="first"/> on, counted from <paramref name="origin"/>.</summary>
    public void Encode(int first, long origin, ColumnEncoder encoder, ByteBuffer output)
    {
        int count = _offsets.Count - first;
        output.WriteVarint((ulong)count);
        if (count > 0)
        {
            long[] offsets = [.. _offsets.Skip(first).Select(offset => offset - origin)];
            encoder.Encode(offsets, output);
            encoder.Encode(_times.ToArray().AsSpan(first), output);
        }
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static (int[] Offsets, long[] Times) Decode(ReadOnlySpan<byte> bytes)
    {
        var input = new ByteReader(bytes);
        int count = input.ReadCount(OutputTable.ChunkBytes);
        if (count == 0)
        {
            return ([], []);
        }

        var offsets = new long[count];
        var times = new long[count];
        ColumnDecoder.Decode(ref input, offsets);
        ColumnDecoder.Decode(ref input, times);
        return (Array.ConvertAll(offsets, offset => (int)offset), times);
    }
}
