using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;
using Vigil.Logs.Lines;

namespace Vigil.Server.Api.Logs;

/// <summary>The kept output of a run as lines.</summary>
internal sealed class LogDocument
{
    private readonly List<LogLine> _lines = [];
    private readonly OutputLineSplitter?[] _splitters = new OutputLineSplitter?[Enum.GetValues<OutputStream>().Length];
    private readonly int[] _latest = [.. Enum.GetValues<OutputStream>().Select(_ => -1)];
    private readonly long[] _streamLines = new long[Enum.GetValues<OutputStream>().Length];
    private readonly long[] _dropped = new long[Enum.GetValues<OutputStream>().Length];
    private long _line;

    private LogDocument(IReadOnlyList<StoredOutput> output)
    {
        foreach (StoredOutput piece in output)
        {
            Read(piece);
        }

        foreach (OutputStream stream in Enum.GetValues<OutputStream>())
        {
            OutputLineSplitter? splitter = _splitters[(int)stream];
            while (splitter is not null && splitter.TryTakeRest(out ReadOnlySpan<char> text))
            {
                Add(stream, splitter.LineNumber, text, null);
            }
        }

        Mark(LogReader.Read(output));
        Lines = [.. _lines];
    }

    /// <summary>In the order in which they were begun.</summary>
    public LogLine[] Lines { get; }

    public static LogDocument Read(IRunReader store, string runId) => new([.. store.ReadOutput(runId)]);

    private void Read(StoredOutput piece)
    {
        int stream = (int)piece.Stream;
        _dropped[stream] += piece.DroppedBytes;
        OutputLineSplitter splitter = _splitters[stream] ??= new OutputLineSplitter();
        for (int i = -1; i < piece.LineOffsets.Length; i++)
        {
            int start = i < 0 ? 0 : Math.Clamp(piece.LineOffsets[i], 0, piece.Data.Length);
            int end = i + 1 < piece.LineOffsets.Length ? Math.Clamp(piece.LineOffsets[i + 1], start, piece.Data.Length) : piece.Data.Length;
            double? at = piece.LineTimes.Length > 0 ? piece.LineTimes[Math.Clamp(i, 0, piece.LineTimes.Length - 1)] / 1000.0 : null;
            ReadOnlySpan<byte> rest = piece.Data.Span[start..end];
            while (splitter.TryReadLine(ref rest, out ReadOnlySpan<char> text))
            {
                Add(piece.Stream, splitter.LineNumber, text, at);
            }
        }
    }

    private void Add(OutputStream stream, long streamLine, ReadOnlySpan<char> text, double? at)
    {
        int index = (int)stream;
        if (_latest[index] >= 0 && streamLine == _streamLines[index])
        {
            // A bar that is redrawn stays in its line: the latest is what the screen shows.
            _lines[_latest[index]] = _lines[_latest[index]] with { Text = text.ToString(), UnixSeconds = at ?? _lines[_latest[index]].UnixSeconds };
            return;
        }

        // Blank lines are left out and count all the same, so that numbers are those of an editor.
        _line += streamLine - _streamLines[index];
        _streamLines[index] = streamLine;
        _latest[index] = _lines.Count;
        _lines.Add(new LogLine { Line = _line, StreamLine = streamLine, Stream = stream, Text = text.ToString(), UnixSeconds = at, DroppedBefore = _dropped[index] });
        _dropped[index] = 0;
    }

    private void Mark(LogReport report)
    {
        ILookup<long, int> byStreamLine = Enumerable.Range(0, _lines.Count).ToLookup(index => _lines[index].StreamLine);
        foreach (LogFinding finding in report.Findings.Concat(report.Warnings))
        {
            // A finding does not say which stream it stands in: where several have such a line, its words tell.
            int[] candidates = [.. byStreamLine[finding.Line]];
            int index = candidates.Where(candidate => _lines[candidate].Text.Contains(finding.Message, StringComparison.Ordinal)).Concat(candidates).FirstOrDefault(-1);
            if (index >= 0 && _lines[index].Finding is null)
            {
                _lines[index] = _lines[index] with { Finding = EnumNames.ToSnakeCase(finding.Class) };
            }
        }
    }
}
