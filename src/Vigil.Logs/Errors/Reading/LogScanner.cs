using System.Buffers;
using Vigil.Core.Events;
using Vigil.Core.Training;
using Vigil.Logs.Errors.Patterns;
using Vigil.Logs.Progress;

namespace Vigil.Logs.Errors.Reading;

/// <summary>Reads lines one by one and keeps what they tell went wrong. Bounded in memory, whatever the lines hold.</summary>
internal sealed class LogScanner
{
    private const int MaxSources = 256;
    private const int MaxIdleLines = 40;
    private const int MaxMessage = 4096;
    private const string Heading = "Traceback (most recent call last";

    private readonly StepFollower _steps = new();
    private readonly Clock _clock = new();
    private readonly FindingBook _book = new();
    private readonly Dictionary<(int Stream, int Source), SourceState> _sources = [];
    private readonly SourceState _overflow = new();
    private readonly Dictionary<string, string> _captures = new(StringComparer.Ordinal);
    private readonly JsonLine _json = new();
    private readonly LastLines _lastLines = new();

    private int _open;
    private int _stream;
    private long _lineNumber;
    private int? _rank;
    private bool _isProgress;

    /// <summary>Reads a line.</summary>
    /// <param name="stream">Which stream it came from.</param>
    /// <param name="line">Without escape sequences.</param>
    /// <param name="lineNumber">Its number in the stream, from 1.</param>
    /// <param name="arrived">When it was read, seconds since the Unix epoch; null when that is not known.</param>
    public void Read(int stream, ReadOnlySpan<char> line, long lineNumber, double? arrived)
    {
        _stream = stream;
        _lineNumber = lineNumber;
        _lastLines.Add(stream, line, lineNumber);
        bool mayTell = _open > 0 || LineSigns.MayTell(line);
        _steps.Read(line, lineNumber, _open > 0 || (mayTell && line.Contains("line ", StringComparison.Ordinal)));
        _clock.Note(line, arrived);
        if (!mayTell)
        {
            return;
        }

        ReadOnlySpan<char> text = LinePrefix.TakeBar(line);
        _isProgress = text.Length == line.Length;
        _rank = LinePrefix.TakeRank(ref text, out int source);
        SourceState state = StateOf(source);
        if (_json.TryRead(text))
        {
            ReadJson(state);
            return;
        }

        Read(state, text);
    }

    /// <summary>Ends the log.</summary>
    public LogReport Complete(long lines, long bytes)
    {
        long? latest = _steps.Latest;
        long progress = _steps.ProgressLines;
        var errors = new List<BookedFinding>();
        var warnings = new List<LogFinding>();
        foreach (BookedFinding booked in _book.All)
        {
            bool isOnlySaid = booked.Finding.Class == CauseClass.UnknownError && !booked.IsException && booked.Role == PatternRole.Hint;
            if (booked.Finding.Level == LogLevel.Warning)
            {
                warnings.Add(Counted(booked));
            }
            else if (isOnlySaid && PrimaryChoice.IsSurvived(booked, progress))
            {
                warnings.Add(Counted(booked) with { Level = LogLevel.Warning });
            }
            else
            {
                errors.Add(booked);
            }
        }

        BookedFinding? primary = PrimaryChoice.Choose(errors, progress);
        LogFinding[] findings = [.. errors.OrderBy(booked => booked == primary ? -1 : booked.Order).Select(Counted)];
        return new LogReport
        {
            Primary = primary is null ? null : findings[0],
            Findings = findings,
            Warnings = warnings,
            LastStep = latest,
            LastLines = _lastLines.ToList(),
            Lines = lines,
            Bytes = bytes,
        };
    }

    private static LogFinding Counted(BookedFinding booked) => booked.Finding with { Count = booked.Count };

    private SourceState StateOf(int source)
    {
        if (_sources.TryGetValue((_stream, source), out SourceState? state))
        {
            return state;
        }

        if (_sources.Count >= MaxSources)
        {
            return _overflow;
        }

        state = new SourceState();
        _sources.Add((_stream, source), state);
        return state;
    }

    private void Read(SourceState state, ReadOnlySpan<char> text)
    {
        int heading = text.IndexOf(Heading);
        if (heading >= 0)
        {
            BeginTraceback(state, text, heading);
            return;
        }

        if (!state.InTraceback)
        {
            if (text.StartsWith("  File \""))
            {
                // The log begins inside a traceback.
                Begin(state, "", false, "");
                state.Keep(text);
                return;
            }

            ReadChain(state, text);
            ReadOutside(state, text);
            return;
        }

        if (state.Prefix.Length > 0 && WithoutPrefix(text, state.Prefix) is > 0 and int length)
        {
            text = text[length..];
        }

        if (ExceptionLine.IsOne(text, inTraceback: true, out int name) && (!state.IsNotebook || IsNamed(state, text[..name])))
        {
            TakeException(state, text);
        }
        else if (state.IsNotebook || text.StartsWith("  ") || text.StartsWith("\t"))
        {
            state.Keep(text);
            if (text.TrimStart().StartsWith("ValueError: ") || text.TrimStart().StartsWith("TypeError: "))
            {
                TakeException(state, text.TrimStart());
            }
        }
        else
        {
            GoIdle(state);
            ReadOutside(state, text);
        }
    }

    private static bool IsNamed(SourceState state, ReadOnlySpan<char> name) =>
        state.NamedException.Length == 0 || name.EndsWith(state.NamedException) || state.NamedException.AsSpan().EndsWith(name);

    private void GoIdle(SourceState state)
    {
        if (++state.Idle > MaxIdleLines)
        {
            state.End();
            _open--;
        }
    }

    private void Begin(SourceState state, string prefix, bool isNotebook, string name)
    {
        _open += state.InTraceback ? 0 : 1;
        state.Begin(prefix, isNotebook, name);
    }

    private void BeginTraceback(SourceState state, ReadOnlySpan<char> text, int heading)
    {
        ReadOnlySpan<char> before = text[..heading];
        if (before.EndsWith("C++ "))
        {
            return;
        }

        ReadOnlySpan<char> name = before.Trim();
        bool isNotebook = before.EndsWith("  ") && ExceptionLine.IsOne(name, inTraceback: true, out int length) && length == name.Length;
        if (before.EndsWith("Original "))
        {
            before = before[..^"Original ".Length];
        }

        ReadChain(state, before);
        Begin(state, isNotebook || before.Length > 120 ? "" : before.ToString(), isNotebook, isNotebook ? name[(name.LastIndexOf('.') + 1)..].ToString() : "");
    }

    /// <summary>Length of what stands before each line of a traceback: the same but for numbers, which are those of times.</summary>
    private static int WithoutPrefix(ReadOnlySpan<char> text, string prefix)
    {
        int at = 0;
        for (int i = 0; i < prefix.Length; i++)
        {
            if (at >= text.Length)
            {
                return -1;
            }

            if (char.IsAsciiDigit(prefix[i]) && char.IsAsciiDigit(text[at]))
            {
                at++;
            }
            else if (prefix[i] == text[at])
            {
                at++;
            }
            else
            {
                return -1;
            }
        }

        return at;
    }

    private static void ReadChain(SourceState state, ReadOnlySpan<char> text)
    {
        bool isDirect = text.Contains("The above exception was the direct cause", StringComparison.Ordinal);
        if (isDirect || text.Contains("During handling of the above exception", StringComparison.Ordinal))
        {
            state.ChainedTo = state.Latest;
            state.IsDirectCause = isDirect;
        }
    }

    private void TakeException(SourceState state, ReadOnlySpan<char> text)
    {
        IReadOnlyList<string> stack = [];
        if (state.InTraceback)
        {
            stack = state.End();
            _open--;
        }

        text = text.Trim();
        ReadOnlySpan<char> said = text[(text.IndexOf(": ") + 1)..].Trim();
        bool saysNothing = text.EndsWith(':') || said is "in user code:" or "Graph execution error:" or "Exception encountered:" || said.StartsWith("Caught ");
        CausePattern? row = CausePatterns.Find(text, static row => !row.OnProgress && row.Level != LogLevel.Warning && row.Role != PatternRole.Harmless, _captures);
        PatternRole role = row?.Role ?? PatternRole.Loose;
        Telling telling = row?.Telling ?? Telling.Nothing;
        if ((row is { Confidence: <= 0.5, Telling: Telling.WideName } || saysNothing) && role == PatternRole.Cause && row?.Class != CauseClass.DataloaderWorkerDied && row?.Telling != Telling.Words)
        {
            role = PatternRole.Loose;
        }

        BookedFinding? booked = Book(row?.Class ?? CauseClass.UnknownError, row?.Level ?? LogLevel.Error, text, row?.Confidence ?? 0.4, role, telling, stack, isException: true, byClassAlone: false);
        if (booked is not null && state.ChainedTo is { } earlier && earlier != booked)
        {
            ExceptionChain.Join(earlier, booked, state.IsDirectCause);
        }

        state.ChainedTo = null;
        state.Latest = booked;
    }

    /// <summary>A line outside of any traceback.</summary>
    private void ReadOutside(SourceState state, ReadOnlySpan<char> text)
    {
        if (ExceptionLine.IsOne(text, inTraceback: false, out _))
        {
            TakeException(state, text);
            return;
        }

        HeadLevel level = LineHead.Read(text, out ReadOnlySpan<char> message);
        if (level >= HeadLevel.Warning && message.Length < text.Length && ExceptionLine.IsOne(message, inTraceback: false, out _) && !message.StartsWith("Error: "))
        {
            TakeException(state, message);
            return;
        }

        // Indented: the rest of a message, or a nested one (Keras, TensorFlow, torchrun's table).
        ReadOnlySpan<char> trimmed = message.TrimStart();
        bool isIndented = trimmed.Length < message.Length && trimmed.Length < text.Length;
        if (isIndented && ExceptionLine.IsOne(trimmed, inTraceback: false, out int name) && name < trimmed.Length && !trimmed.StartsWith("Error"))
        {
            TakeException(state, trimmed);
            return;
        }

        ReadSaid(level, text, trimmed, isIndented);
    }

    private void ReadSaid(HeadLevel level, ReadOnlySpan<char> text, ReadOnlySpan<char> message, bool isIndented)
    {
        bool isError = level >= HeadLevel.Error;
        bool isPythonWarning = message.Contains("Warning: ", StringComparison.Ordinal);
        bool isProgress = _isProgress;
        bool isAdvice = !isError && Advice.IsOne(message);
        CausePattern? row = CausePatterns.Find(
            message,
            row => (!row.OnProgress || isProgress) && (!row.OnError || isError)
                && (!isPythonWarning || row.Level == LogLevel.Warning || row.Role <= PatternRole.Hint)
                && !(isAdvice && row.Level != LogLevel.Warning) && !(isIndented && row.Level == LogLevel.Warning),
            _captures);
        if (row is { OnProgress: true } && !_steps.IsTraining(text))
        {
            return;
        }

        if (row is null)
        {
            if (isError && message.Length > 0 && !IsCompilerLevel(text))
            {
                Book(CauseClass.UnknownError, level == HeadLevel.Critical ? LogLevel.Critical : LogLevel.Error, Quote(text), 0.3, PatternRole.Hint, Telling.Nothing, [], isException: false, byClassAlone: false);
            }

            return;
        }

        // What is at most a hint is none in a line that is for information, and no more than a warning in a warning of Python.
        bool isHint = row.Role == PatternRole.Hint;
        if (row.Role == PatternRole.Harmless || (isHint && level == HeadLevel.Info))
        {
            return;
        }

        LogLevel bookedLevel = isHint && isPythonWarning ? LogLevel.Warning : row.Level;
        PatternRole role = level is HeadLevel.Info or HeadLevel.Warning && !row.OnProgress && row.Role > PatternRole.Hint ? PatternRole.Hint : row.Role;
        Book(row.Class, bookedLevel, Quote(text), row.Confidence, role, row.Telling, [], isException: false, byClassAlone: row.OnProgress);
    }

    /// <summary>TensorFlow's and XLA's own error level is used for much that is none.</summary>
    private static bool IsCompilerLevel(ReadOnlySpan<char> text) =>
        text.Contains("tensorflow/", StringComparison.Ordinal) || text.Contains("xla/", StringComparison.Ordinal) || text.Contains("external/", StringComparison.Ordinal);

    private static ReadOnlySpan<char> Quote(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return text.StartsWith("traceback : ") ? text["traceback : ".Length..] : text;
    }

    private void ReadJson(SourceState state)
    {
        _rank ??= _json.Rank;
        if (_json.UnixSeconds is { } time)
        {
            _clock.Set(time);
        }

        foreach (string line in _json.Trace)
        {
            Read(state, line);
        }

        if (_json.Trace.Count == 0 && _json.Message is { Length: > 0 } message)
        {
            if (ExceptionLine.IsOne(message, inTraceback: false, out _))
            {
                TakeException(state, message);
            }
            else
            {
                ReadSaid(_json.Level, message, message, isIndented: false);
            }
        }
    }

    /// <summary>A DataLoader takes tensors from its workers through sockets: one that is reset there was a worker's, not a network's.</summary>
    private static bool IsTalkWithWorker(IReadOnlyList<string> stack) =>
        stack.Any(static line => line.Contains("torch/utils/data/", StringComparison.Ordinal))
        && stack.Any(static line => line.Contains("multiprocessing/connection.py", StringComparison.Ordinal) || line.Contains("multiprocessing/resource_sharer.py", StringComparison.Ordinal));

    private BookedFinding? Book(CauseClass cause, LogLevel level, ReadOnlySpan<char> message, double confidence, PatternRole role, Telling telling, IReadOnlyList<string> stack, bool isException, bool byClassAlone)
    {
        if (cause == CauseClass.NetworkError && role == PatternRole.Consequence && IsTalkWithWorker(stack))
        {
            cause = CauseClass.DataloaderWorkerDied;
        }

        message = message[..Math.Min(message.Length, MaxMessage)];
        string key = _book.KeyOf(cause, level, message, byClassAlone);
        if (_book.Count(key, role, _steps.ProgressLines) is { } known)
        {
            return known;
        }

        Dictionary<string, string> captures = cause == CauseClass.CudaOom ? GpuOomMessage.Capture(message) : [];
        foreach ((string name, string value) in _captures)
        {
            captures.TryAdd(name, value);
        }

        var finding = new LogFinding
        {
            Class = cause,
            Level = level,
            Message = message.ToString(),
            Line = _lineNumber,
            Timestamp = _clock.Read(),
            Step = _steps.Latest,
            Rank = _rank,
            Confidence = confidence,
            Stack = stack,
            Captures = captures,
        };
        return _book.Add(key, finding, role, telling, isException, _steps.ProgressLines);
    }
}
