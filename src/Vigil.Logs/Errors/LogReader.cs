using System.Buffers;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Logs.Errors.Reading;
using Vigil.Logs.Lines;

namespace Vigil.Logs.Errors;

/// <summary>Reads logs of every source into a report.</summary>
public static class LogReader
{
    private const int ChunkBytes = 256 * 1024;
    private const int StrangeShare = 100;

    /// <summary>Control characters but those of terminals and of text: bell, backspace, tab, line ends, form feed, escape.</summary>
    private static readonly SearchValues<byte> s_strange = SearchValues.Create([0, 1, 2, 3, 4, 5, 6, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31]);

    /// <summary>Reads the output that the store kept.</summary>
    public static LogReport Read(IEnumerable<StoredOutput> output)
    {
        var scanner = new LogScanner();
        var splitters = new OutputLineSplitter?[Enum.GetValues<OutputStream>().Length];
        long lines = 0;
        long bytes = 0;
        foreach (StoredOutput piece in output)
        {
            int stream = (int)piece.Stream;
            OutputLineSplitter splitter = splitters[stream] ??= new OutputLineSplitter();
            double? arrived = null;
            bytes += piece.Data.Length;
            for (int i = -1; i < piece.LineOffsets.Length; i++)
            {
                int start = i < 0 ? 0 : Math.Clamp(piece.LineOffsets[i], 0, piece.Data.Length);
                int end = i + 1 < piece.LineOffsets.Length ? Math.Clamp(piece.LineOffsets[i + 1], start, piece.Data.Length) : piece.Data.Length;
                long[] times = piece.LineTimes;
                arrived = times.Length > 0 ? times[Math.Clamp(i, 0, times.Length - 1)] / 1000.0 : arrived;
                ReadOnlySpan<byte> rest = piece.Data.Span[start..end];
                lines += ReadLines(scanner, splitter, stream, ref rest, arrived);
            }
        }

        for (int stream = 0; stream < splitters.Length; stream++)
        {
            lines += ReadRest(scanner, splitters[stream], stream);
        }

        return scanner.Complete(lines, bytes);
    }

    /// <summary>Reads a log file or a pipe to its end, in bounded memory whatever its size.</summary>
    /// <param name="log">The bytes; not disposed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">It cannot be read on.</exception>
    public static async Task<LogReport> ReadAsync(Stream log, CancellationToken cancellationToken)
    {
        var scanner = new LogScanner();
        var splitter = new OutputLineSplitter();
        var encoding = new LogEncoding();
        byte[] chunk = new byte[ChunkBytes];
        long lines = 0;
        long bytes = 0;
        long strange = 0;
        while (await log.ReadAsync(chunk, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            bytes += count;
            ReadOnlySpan<byte> rest = encoding.ToUtf8(chunk.AsSpan(0, count));
            strange += StrangeBytes(rest);
            lines += ReadLines(scanner, splitter, 0, ref rest, null);
        }

        lines += ReadRest(scanner, splitter, 0);
        return scanner.Complete(lines, bytes) with { IsText = strange * StrangeShare <= bytes };
    }

    private static long StrangeBytes(ReadOnlySpan<byte> bytes)
    {
        long count = 0;
        for (int at = bytes.IndexOfAny(s_strange); at >= 0; at = bytes.IndexOfAny(s_strange))
        {
            count++;
            bytes = bytes[(at + 1)..];
        }

        return count;
    }

    private static long ReadLines(LogScanner scanner, OutputLineSplitter splitter, int stream, ref ReadOnlySpan<byte> rest, double? arrived)
    {
        long before = splitter.LineNumber;
        while (splitter.TryReadLine(ref rest, out ReadOnlySpan<char> line))
        {
            scanner.Read(stream, line, splitter.LineNumber, arrived);
        }

        return splitter.LineNumber - before;
    }

    private static long ReadRest(LogScanner scanner, OutputLineSplitter? splitter, int stream)
    {
        long before = splitter?.LineNumber ?? 0;
        while (splitter is not null && splitter.TryTakeRest(out ReadOnlySpan<char> line))
        {
            scanner.Read(stream, line, splitter.LineNumber, null);
        }

        return (splitter?.LineNumber ?? 0) - before;
    }
}
