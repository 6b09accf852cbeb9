using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Logs.Lines;

namespace Vigil.Server.Live;

/// <summary>
/// The lines within new output. Only whole lines are told, and the cursor moves behind the last of them: what the program
/// has printed of the next one is read again with its rest. Of a bar that redraws itself, the latest state is told.
/// </summary>
internal static class NewOutput
{
    /// <summary>Most bytes told at once; the rest follows with the next change.</summary>
    private const int MostBytes = 512 * 1024;

    /// <summary>A line longer than this is told in parts.</summary>
    private const int LongestLine = 16 * 1024;

    /// <summary>The lines, where each stream was read to, and whether there is more at once.</summary>
    /// <param name="pieces">Output beyond <paramref name="read"/>.</param>
    /// <param name="read">Bytes read of each stream before; null for none.</param>
    /// <param name="ended">Whether the program prints no more, so that the last line needs no end.</param>
    public static (JsonArray Lines, long[] Read, bool More) Take(IReadOnlyList<StoredOutput> pieces, IReadOnlyList<long>? read, bool ended)
    {
        long[] ends = new long[Enum.GetValues<OutputStream>().Length];
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = read is not null && i < read.Count ? read[i] : 0;
        }

        var lines = new JsonArray();
        bool more = false;
        foreach (IGrouping<OutputStream, StoredOutput> stream in pieces.GroupBy(piece => piece.Stream))
        {
            var bytes = new List<byte>();
            var times = new SortedList<long, long>();
            long start = ends[(int)stream.Key];
            foreach (StoredOutput piece in stream.OrderBy(piece => piece.Offset))
            {
                if (piece.DroppedBytes > 0 || piece.Offset > start + bytes.Count)
                {
                    // What lies before a gap is as whole as it will ever be.
                    Cut(lines, bytes, times, stream.Key, start, ended: true);
                    bytes.Clear();
                    start = piece.Offset + piece.DroppedBytes;
                }

                if (bytes.Count >= MostBytes)
                {
                    more = true;
                    break;
                }

                for (int i = 0; i < piece.LineOffsets.Length; i++)
                {
                    times[piece.Offset + piece.LineOffsets[i]] = piece.LineTimes[i];
                }

                bytes.AddRange(piece.Data.Span);
            }

            ends[(int)stream.Key] = start + Cut(lines, bytes, times, stream.Key, start, ended && !more);
        }

        return (lines, ends, more);
    }

    private static int Cut(JsonArray lines, List<byte> bytes, SortedList<long, long> times, OutputStream stream, long start, bool ended)
    {
        ReadOnlySpan<byte> all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes);
        int at = 0;
        int redrawnFrom = -1;
        while (at < all.Length)
        {
            int end = all[at..].IndexOfAny((byte)'\n', (byte)'\r');
            bool returned = end >= 0 && all[at + end] == (byte)'\r';
            if (end < 0 || (returned && at + end + 1 == all.Length))
            {
                // Not ended yet, or by a return that may be half of a line end.
                if (!ended && all.Length - at <= LongestLine)
                {
                    break;
                }

                end = end < 0 ? all.Length - at : end;
            }

            ReadOnlySpan<byte> line = all.Slice(at, Math.Min(end, LongestLine));
            int next = Math.Min(all.Length, at + line.Length + (line.Length == end ? 1 : 0));
            bool wholeReturn = returned && next < all.Length && all[next] == (byte)'\n';
            next += wholeReturn ? 1 : 0;
            bool redraws = returned && !wholeReturn;
            if (redrawnFrom >= 0 && line.Length > 0)
            {
                lines.RemoveAt(redrawnFrom);
            }

            if (line.Length > 0 || (!redraws && redrawnFrom < 0))
            {
                redrawnFrom = redraws ? lines.Count : -1;
                lines.Add((JsonNode)Line(line, stream, Time(times, start + at)));
            }
            else if (!redraws)
            {
                redrawnFrom = -1;
            }

            at = next;
        }

        return at;
    }

    private static double? Time(SortedList<long, long> times, long offset)
    {
        int low = 0;
        int high = times.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (times.GetKeyAtIndex(middle) <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low > 0 ? times.GetValueAtIndex(low - 1) / 1000.0 : null;
    }

    private static JsonObject Line(ReadOnlySpan<byte> line, OutputStream stream, double? time)
    {
        char[] text = Encoding.UTF8.GetString(line).ToCharArray();
        int length = TerminalText.Clean(text);
        return new JsonObject { ["line"] = null, ["t"] = time, ["stream"] = EnumNames.ToSnakeCase(stream), ["text"] = new string(text, 0, length) };
    }
}
