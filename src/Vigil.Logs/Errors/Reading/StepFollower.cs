using Vigil.Core.Events;
using Vigil.Core.Training;
using Vigil.Logs.Progress;

namespace Vigil.Logs.Errors.Reading;

/// <summary>Follows how far the training has come, at the pace of reading a file.</summary>
/// <remarks>
/// The first lines of progress are read one by one, which tells the bars apart. After them only the latest are kept, and read
/// when somebody asks for the step: those between can say nothing that they do not.
/// </remarks>
internal sealed class StepFollower
{
    private const int ReadLines = 4096;
    private const int KeptLines = 128;
    private const int KeptChars = 1024;
    private const int BurstLines = 256;

    private readonly StepTracker _tracker = new(new Discarding());
    private readonly ProgressLineParser _parser = new();
    private readonly ParsedProgress _progress = new();
    private readonly (char[] Text, int Length, long Line)[] _kept = new (char[], int, long)[KeptLines];
    private int _firstKept;
    private int _keptCount;
    private long _read;
    private long? _seen;

    /// <summary>How many lines moved the training on.</summary>
    public long ProgressLines { get; private set; }

    /// <summary>The number on the latest line of training progress; null before the first.</summary>
    public long? Latest
    {
        get
        {
            for (; _keptCount > 0; _keptCount--, _firstKept = (_firstKept + 1) % KeptLines)
            {
                (char[] text, int length, long line) = _kept[_firstKept];
                Track(text.AsSpan(0, length), line);
            }

            _seen = _tracker.LatestNumber;
            return _seen;
        }
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="lineNumber">Its number.</param>
    /// <param name="isTraceback">Whether it may belong to a traceback, and moves nothing on.</param>
    public void Read(ReadOnlySpan<char> line, long lineNumber, bool isTraceback)
    {
        if (_read < ReadLines)
        {
            Track(line, lineNumber);
            if (_tracker.LatestNumber != _seen)
            {
                _seen = _tracker.LatestNumber;
                ProgressLines++;
                _read++;
            }

            return;
        }

        if (!ProgressLineParser.MayTell(line))
        {
            return;
        }

        ProgressLines += isTraceback ? 0 : 1;
        int slot = (_firstKept + _keptCount) % KeptLines;
        if (_keptCount == KeptLines)
        {
            _firstKept = (_firstKept + 1) % KeptLines;
        }
        else
        {
            _keptCount++;
        }

        int length = Math.Min(line.Length, KeptChars);
        char[] text = _kept[slot].Text ??= new char[KeptChars];
        line[..length].CopyTo(text);
        _kept[slot] = (text, length, lineNumber);
    }

    /// <summary>Whether a line tells of progress in training, and not of an evaluation.</summary>
    public bool IsTraining(ReadOnlySpan<char> line) =>
        _parser.TryParse(line, _progress) && _progress.Kind is ProgressKind.Bar or ProgressKind.Line or ProgressKind.EpochLine or ProgressKind.Values
        && !line.TrimStart().StartsWith("test", StringComparison.OrdinalIgnoreCase) && !line.TrimStart().StartsWith("val", StringComparison.OrdinalIgnoreCase);

    private void Track(ReadOnlySpan<char> line, long lineNumber)
    {
        _tracker.Read(line, lineNumber, 0);
        if (lineNumber % BurstLines == 0)
        {
            _tracker.EndBurst(0);
        }
    }

    private sealed class Discarding : ITrainingSink
    {
        public void Take(StepReading step)
        {
        }

        public void Emit(RunEvent runEvent)
        {
        }
    }
}
