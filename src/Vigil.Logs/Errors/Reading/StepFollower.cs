using Vigil.Core.Events;
using Vigil.Core.Training;
using Vigil.Logs.Progress;

namespace Vigil.Logs.Errors.Reading;

/// <summary>Follows how far the training has come.</summary>
internal sealed class StepFollower
{
    private const int BurstLines = 256;

    private readonly StepTracker _tracker = new(new Discarding());
    private readonly ProgressLineParser _parser = new();
    private readonly ParsedProgress _progress = new();
    private long _lines;
    private long? _seen;

    /// <summary>The number on the latest line of training progress.</summary>
    public long? Latest => _tracker.LatestNumber;

    /// <summary>How many lines moved the training on.</summary>
    public long ProgressLines { get; private set; }

    /// <summary>Reads a line.</summary>
    public void Read(ReadOnlySpan<char> line, long lineNumber)
    {
        _tracker.Read(line, lineNumber, 0);
        if (++_lines % BurstLines == 0)
        {
            _tracker.EndBurst(0);
        }

        if (_tracker.LatestNumber != _seen)
        {
            _seen = _tracker.LatestNumber;
            ProgressLines++;
        }
    }

    /// <summary>Whether a line tells of progress in training, and not of an evaluation.</summary>
    public bool IsTraining(ReadOnlySpan<char> line) =>
        _parser.TryParse(line, _progress) && _progress.Kind is ProgressKind.Bar or ProgressKind.Line or ProgressKind.EpochLine or ProgressKind.Values
        && !line.TrimStart().StartsWith("test", StringComparison.OrdinalIgnoreCase) && !line.TrimStart().StartsWith("val", StringComparison.OrdinalIgnoreCase);

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
