using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Training;

namespace Vigil.Logs.Progress;

/// <summary>
/// Puts lines together into steps and events: which bar counts the training, to which step named numbers belong, how
/// counts of epochs add up, how long a step took.
/// </summary>
/// <remarks>
/// A step is handed on when the next begins, or a second after it was first told of. Lines of one burst share one
/// instant, so their steps share the mean duration since the burst before. Steps rise; the same step told again, by
/// another rank or a redrawn bar, adds values at most. A lower step counts once three in a row have risen, or after
/// a resume was announced: the training then really went back.
/// </remarks>
internal sealed class StepTracker
{
    private const double SameCheckpointSeconds = 60;
    private const double HoldSeconds = 1;
    private const int LinesToGoBack = 3;
    private const double LargestGapSeconds = 7 * 24 * 3600;

    private readonly ITrainingSink _sink;
    private readonly ProgressLineParser _parser = new();
    private readonly ParsedProgress _progress = new();
    private readonly BarChooser _bars = new();
    private readonly StepCounter _lines = new();
    private readonly EventThrottle _events;
    private readonly Action<string, JsonObject, long?> _emitLine;
    private readonly List<StepDraft> _burst = [];

    private StepDraft? _current;
    private long? _epoch;
    private bool _epochFromZero;
    private long? _epochTotal;
    private bool _hasLineSteps;
    private bool _hasBarSteps;
    private long _valueLines;
    private int _lineStepsSinceBar;
    private long _backCandidate = -1;
    private int _backCount;
    private bool _mayGoBack;
    private long? _timedStep;
    private double _timedAt;
    private bool _isSampling;
    private long? _checkpointAfter;
    private double _checkpointAt;
    private double _now;
    private long _lineNumber;

    public StepTracker(ITrainingSink sink)
    {
        _sink = sink;
        _events = new EventThrottle(sink);
        _emitLine = EmitLine;
    }

    /// <summary>The number on the latest line of training progress, as printed: its step, or its epoch where it counts none.</summary>
    public long? LatestNumber { get; private set; }

    /// <summary>Reads one line. Call <see cref="EndBurst"/> when all lines that arrived together were read.</summary>
    public void Read(ReadOnlySpan<char> line, long lineNumber, double unixSeconds)
    {
        _now = unixSeconds;
        _lineNumber = lineNumber;
        if (_parser.TryParse(line, _progress))
        {
            Take(line);
        }

        TrainingEventLines.Read(line, _emitLine);
    }

    /// <summary>Reads a line that may still grow: only a bar is whole enough. The line comes again when it is ended.</summary>
    public void ReadUnfinished(ReadOnlySpan<char> line, long lineNumber, double unixSeconds)
    {
        _now = unixSeconds;
        _lineNumber = lineNumber;
        if (_parser.TryParse(line, _progress) && _progress.Kind == ProgressKind.Bar)
        {
            Take(line);
        }
    }

    /// <summary>Hands on what the lines since the last call told, except of the step that is still under way.</summary>
    public void EndBurst(double unixSeconds)
    {
        if (_current is { } current && _timedStep is { } before && current.Step > before && unixSeconds > _timedAt)
        {
            double seconds = (unixSeconds - _timedAt) / (current.Step - before);
            current.StepSeconds ??= seconds < LargestGapSeconds ? seconds : null;
            foreach (StepDraft draft in _burst)
            {
                draft.StepSeconds ??= current.StepSeconds is not null && draft.Step > before ? seconds : null;
            }
        }

        if (_current is not null && (_timedStep is null || _current.Step != _timedStep))
        {
            _timedStep = _current.Step;
            _timedAt = unixSeconds;
        }

        foreach (StepDraft draft in _burst)
        {
            _sink.Take(draft.Finish());
        }

        _burst.Clear();
        if (_current is { IsNew: true } held && unixSeconds - held.UnixSeconds >= HoldSeconds)
        {
            _sink.Take(held.Finish());
        }
    }

    /// <summary>Hands on everything, at the end of the output.</summary>
    public void Complete(double unixSeconds)
    {
        EndBurst(unixSeconds);
        if (_current is { IsNew: true } held)
        {
            _sink.Take(held.Finish());
        }

        EndSampling(unixSeconds);
        _events.Complete(unixSeconds);
    }

    private void Take(ReadOnlySpan<char> line)
    {
        switch (_progress.Kind)
        {
            case ProgressKind.Bar:
                TakeBar(line);
                break;
            case ProgressKind.Line:
                TakeLine();
                break;
            case ProgressKind.Values:
                TakeValues();
                break;
            case ProgressKind.EpochLine or ProgressKind.EpochHeader:
                TakeEpoch();
                break;
            case ProgressKind.Start:
                LatestNumber = _progress.Step;
                break;
            case ProgressKind.Evaluation:
                _bars.NoteEvaluation();
                break;
        }
    }

    private void TakeBar(ReadOnlySpan<char> line)
    {
        BarRole role = _bars.Judge(_progress, out SeenBar? bar);
        if (role == BarRole.Other)
        {
            TakeSampling(line);
            return;
        }

        LatestNumber = bar is not null || _progress.Step is null ? _progress.Step ?? LatestNumber : LatestNumber ?? _progress.Step;
        if (role == BarRole.Epochs)
        {
            _epoch = _progress.Step;
            _epochTotal = _progress.Total;
            _epochFromZero = true;
            if (!_hasBarSteps && !_hasLineSteps && _progress.Step > 0)
            {
                LatestNumber = _progress.Step;
                Advance(_progress.Step.Value, _progress.Total);
            }

            return;
        }

        EndSampling(_now);
        NoteEpoch();
        bool isWhole = _progress.StepField != ProgressField.Batch;
        long? step = isWhole
            ? _progress.Step
            : bar!.Counter.Resolve(_progress.Step!.Value, _progress.Total, _epoch, _epochFromZero || _progress.EpochFromZero);
        if (step is { } number)
        {
            _hasBarSteps = true;
            if (_progress.Step == 0 && number == _current?.Step && number > 0)
            {
                // The bar of the next epoch: it has nothing to say of the last step of this one.
                return;
            }

            if (_current is null || number > _current.Step)
            {
                _lineStepsSinceBar = 0;
            }

            Advance(number, isWhole ? null : bar!.Counter.WholeTotal(_progress.Total, _epochTotal));
        }
    }

    private void TakeLine()
    {
        EndSampling(_now);
        long raw = _progress.Step!.Value;
        LatestNumber = raw;

        // A bar that moves counts finer than lines do; lines that count while it stands still are what it runs around.
        if (_bars.Training is { IsFinished: false } && _current is not null && raw != _current.Step)
        {
            _lineStepsSinceBar++;
            if (_lineStepsSinceBar < LinesToGoBack)
            {
                Merge(null);
                return;
            }

            _bars.Demote();
            _mayGoBack = true;
        }

        NoteEpoch();
        _hasLineSteps = true;
        bool countsInEpoch = _progress.StepField != ProgressField.GlobalStep;
        long? step = countsInEpoch ? _lines.Resolve(raw, _progress.Total, _epoch, _epochFromZero) : raw;
        if (step is { } number)
        {
            Advance(number, countsInEpoch ? _lines.WholeTotal(_progress.Total, _epochTotal) : null);
        }
    }

    private void TakeValues()
    {
        if (_hasBarSteps || _hasLineSteps)
        {
            Merge(null);
            return;
        }

        // Nothing counts steps: each such line stands for one.
        _valueLines++;
        LatestNumber = _valueLines;
        Advance(_valueLines, null);
    }

    private void TakeEpoch()
    {
        NoteEpoch();
        LatestNumber = _epoch ?? LatestNumber;
        if (_progress.Kind == ProgressKind.EpochLine && !_hasBarSteps && !_hasLineSteps && _epoch is { } epoch)
        {
            Advance(epoch, _progress.EpochTotal);
        }
    }

    private void NoteEpoch()
    {
        if (_progress.Epoch is { } epoch && epoch == Math.Floor(epoch))
        {
            _epoch = (long)epoch;
            _epochFromZero |= epoch == 0 || _progress.EpochFromZero;
            _epochTotal = _progress.EpochTotal ?? _epochTotal;
        }
    }

    /// <summary>Goes to a step, if it is a new one, and adds the line's values to it.</summary>
    private void Advance(long step, long? total)
    {
        if (_current is null || step > _current.Step || (step < _current.Step && GoesBack(step)))
        {
            if (_current is { IsNew: true } done)
            {
                _burst.Add(done);
            }

            if (step < _current?.Step)
            {
                _timedStep = null;
            }

            _current = new StepDraft(step, _now, StepSource.Output) { IsOnlyStart = step == 0 };
            _backCount = 0;
            _mayGoBack = false;
        }
        else if (step < _current.Step)
        {
            return;
        }

        Merge(total);
    }

    private bool GoesBack(long step)
    {
        _backCount = step > _backCandidate ? _backCount + 1 : 1;
        _backCandidate = step;
        return _mayGoBack || _backCount >= LinesToGoBack;
    }

    private void Merge(long? total)
    {
        if (_current is null)
        {
            return;
        }

        _current.IsOnlyStart &= _progress.Kind == ProgressKind.Bar;
        _current.Merge(_progress, _progress.Epoch ?? _epoch, total);
    }

    private void TakeSampling(ReadOnlySpan<char> line)
    {
        if (!_progress.IsSampling)
        {
            return;
        }

        if (!_isSampling)
        {
            _isSampling = true;
            EmitLine(EventTypes.SamplingStart, new JsonObject { ["text"] = TrainingEventLines.Shorten(line) }, null);
        }

        if (_progress.Total is { } total && _progress.Step >= total)
        {
            EndSampling(_now);
        }
    }

    private void EndSampling(double unixSeconds)
    {
        if (_isSampling)
        {
            _isSampling = false;
            _events.Emit(unixSeconds, EventTypes.SamplingEnd, new JsonObject { ["step"] = _current?.Step, ["line"] = _lineNumber });
        }
    }

    private void EmitLine(string type, JsonObject details, long? step)
    {
        if (type == EventTypes.ResumedFrom)
        {
            _mayGoBack = true;
        }

        if (type == EventTypes.CheckpointSaved)
        {
            // Trainers say that they save and that they have saved: one checkpoint, when no step came in between.
            bool same = _current is not null && _current.Step == _checkpointAfter && _now - _checkpointAt < SameCheckpointSeconds;
            (_checkpointAfter, _checkpointAt) = (_current?.Step, _now);
            if (same)
            {
                return;
            }
        }

        step ??= _current?.Step;

        // The next step ends a sampling that no line ends.
        _isSampling = type == EventTypes.SamplingStart || (_isSampling && type != EventTypes.SamplingEnd);
        var known = new JsonObject { ["step"] = step, ["line"] = _lineNumber };
        foreach ((string name, JsonNode? value) in details.ToList())
        {
            details.Remove(name);
            known[name] = value;
        }

        _events.Emit(_now, type, known);
    }
}
