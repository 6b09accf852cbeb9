using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Tests.Support;

/// <summary>Builds the evidence of an invented run: what is not said is not there.</summary>
internal sealed class EvidenceBuilder
{
    /// <summary>When every invented run starts, seconds since the Unix epoch.</summary>
    public const double Start = 1_700_000_000;

    private readonly List<SubjectSeries> _subjects = [];
    private readonly List<RunEvent> _events = [];
    private readonly List<StepReading> _steps = [];
    private readonly List<SettingOccurrence> _settings = [];
    private readonly StringBuilder _log = new();
    private readonly int _samples;
    private readonly double _interval;
    private RunState _state = RunState.Finished;
    private double _stretch;
    private RunOutcome? _outcome;
    private JsonObject? _summary;
    private JsonObject? _snapshot;
    private string[] _command = ["python", "train.py"];
    private LogReport? _report;

    /// <param name="seconds">Length of the run.</param>
    /// <param name="interval">Seconds between samples.</param>
    public EvidenceBuilder(double seconds = 120, double interval = 1)
    {
        _interval = interval;
        _samples = (int)(seconds / interval) + 1;
    }

    public double End => Start + ((_samples - 1) * _interval);

    public EvidenceBuilder System(params (Metric Metric, Func<double, double> At)[] columns) => Subject(SubjectKind.System, "system", [], columns);

    public EvidenceBuilder Cgroup(params (Metric Metric, Func<double, double> At)[] columns) => Subject(SubjectKind.Cgroup, "/job", [], columns);

    public EvidenceBuilder Gpu(string key, params (Metric Metric, Func<double, double> At)[] columns) =>
        Subject(SubjectKind.Gpu, key, new() { [SubjectAttributes.Model] = "Test GPU", [SubjectAttributes.Index] = "0" }, columns);

    public EvidenceBuilder FileSystem(string key, params (Metric Metric, Func<double, double> At)[] columns) =>
        Subject(SubjectKind.FileSystem, key, new() { [SubjectAttributes.Path] = "/" + key }, columns);

    public EvidenceBuilder Process(int pid, string role, params (Metric Metric, Func<double, double> At)[] columns) => Subject(
        SubjectKind.Process,
        string.Create(CultureInfo.InvariantCulture, $"{pid}:1"),
        new() { [SubjectAttributes.Pid] = pid.ToString(CultureInfo.InvariantCulture), [SubjectAttributes.Role] = role, [SubjectAttributes.Name] = "python" },
        columns);

    /// <summary>A worker that lived from one second to another.</summary>
    public EvidenceBuilder Worker(int pid, double from, double to, params (Metric Metric, Func<double, double> At)[] columns) => SubjectBetween(
        SubjectKind.Process,
        string.Create(CultureInfo.InvariantCulture, $"{pid}:1"),
        new() { [SubjectAttributes.Pid] = pid.ToString(CultureInfo.InvariantCulture), [SubjectAttributes.Role] = ProcessRoles.Worker, [SubjectAttributes.Name] = "python" },
        from,
        to,
        columns);

    /// <summary>A subject with readings at every sample: functions of the seconds since the start; NaN for none.</summary>
    public EvidenceBuilder Subject(SubjectKind kind, string key, Dictionary<string, string> attributes, params (Metric Metric, Func<double, double> At)[] columns) =>
        SubjectBetween(kind, key, attributes, 0, double.PositiveInfinity, columns);

    /// <summary>A subject that came and went: its rows lie between two times since the start.</summary>
    public EvidenceBuilder SubjectBetween(SubjectKind kind, string key, Dictionary<string, string> attributes, double from, double to, params (Metric Metric, Func<double, double> At)[] columns)
    {
        double[] seconds = [.. Enumerable.Range(0, _samples).Select(i => i * _interval).Where(t => t >= from && t <= to)];
        long[] times = [.. seconds.Select(t => (long)Math.Round((Start + t) * 1000))];
        var values = columns.ToDictionary(
            column => column.Metric.Name,
            column => (long[])[.. seconds.Select(column.At).Select(value => double.IsNaN(value) ? Reading.NotAvailable : (long)Math.Round(value / column.Metric.Scale))]);
        var subject = new StoredSubject(_subjects.Count + 1, kind, key, attributes, Start + seconds.FirstOrDefault(), Start + seconds.LastOrDefault());
        _subjects.Add(new SubjectSeries(subject, () => new SeriesTable(times, values)));
        return this;
    }

    /// <summary>Steps 1 … n, evenly spread over the run.</summary>
    public EvidenceBuilder Steps(int count, Func<StepReading, StepReading>? with = null, long first = 1)
    {
        for (int i = 0; i < count; i++)
        {
            var step = new StepReading { UnixSeconds = Start + ((i + 1) * (_samples - 1) * _interval / count), Step = first + i, Source = StepSource.Output };
            _steps.Add(with is null ? step : with(step));
        }

        return this;
    }

    public EvidenceBuilder Step(StepReading step)
    {
        _steps.Add(step);
        return this;
    }

    public EvidenceBuilder With(IEnumerable<StepReading> steps)
    {
        _steps.AddRange(steps);
        return this;
    }

    /// <summary>An event so many seconds after the start.</summary>
    public EvidenceBuilder Event(double seconds, string type, JsonObject? details = null)
    {
        _events.Add(new RunEvent(Start + seconds, type, details));
        return this;
    }

    public EvidenceBuilder Log(string text)
    {
        _log.Append(text);
        return this;
    }

    /// <summary>What the log tells, said outright instead of read from its text.</summary>
    public EvidenceBuilder Report(LogReport report)
    {
        _report = report;
        return this;
    }

    /// <summary>A log whose one finding is its cause of failure, in its last line but one.</summary>
    public EvidenceBuilder Says(CauseClass cause, string message, double? seconds = null, long? step = null, double confidence = 0.9, params LogFinding[] others)
    {
        var primary = new LogFinding
        {
            Class = cause, Level = LogLevel.Error, Message = message, Line = 99, Confidence = confidence, Step = step, Timestamp = seconds is { } at ? Start + at : null,
        };
        return Report(new LogReport { Primary = primary, Findings = [primary, .. others], Lines = 100, LastStep = step, LastLines = [message] });
    }

    public EvidenceBuilder Setting(TrainingSetting setting, JsonNode? value, string path, string? file = "/job/config.yaml", bool written = true)
    {
        _settings.Add(new SettingOccurrence(setting, new SettingPlace(file, path), value, written));
        return this;
    }

    public EvidenceBuilder Command(params string[] command)
    {
        _command = command;
        return this;
    }

    public EvidenceBuilder Snapshot(JsonObject snapshot)
    {
        _snapshot = snapshot;
        return this;
    }

    public EvidenceBuilder Summary(JsonObject summary)
    {
        _summary = summary;
        return this;
    }

    /// <summary>The rows that there are stand for so many seconds each, of samples that were taken every second.</summary>
    public EvidenceBuilder Thinned(double stretchSeconds)
    {
        _stretch = stretchSeconds;
        return this;
    }

    public EvidenceBuilder Live()
    {
        _state = RunState.Running;
        _outcome = null;
        return this;
    }

    public EvidenceBuilder Ended(EndCause cause, int? exitCode = null, int? signal = null, RunState state = RunState.Finished, string? explanation = null)
    {
        _state = state;
        _outcome = new RunOutcome { State = state, EndedAt = End, Cause = cause, ExitCode = exitCode, Signal = signal, Explanation = explanation };
        return this;
    }

    public RunEvidence Build()
    {
        if (_state != RunState.Running && _outcome is null)
        {
            Ended(EndCause.Success, 0);
        }

        byte[] log = Encoding.UTF8.GetBytes(_log.ToString());
        var run = new RunRecord
        {
            Start = new RunStart
            {
                Id = "test1234",
                Name = "test",
                Command = _command,
                WorkingDirectory = "/job",
                StartedAt = Start,
                SampleIntervalSeconds = _stretch > 0 ? 1 : _interval,
                Snapshot = _snapshot,
                Recorder = new RecorderIdentity("host", "boot", 1, 1),
            },
            State = _state,
            Outcome = _outcome,
            LastSeenAt = End,
            Summary = _summary,
        };
        return new RunEvidence(
            run,
            Start,
            End,
            _subjects,
            [.. _events.OrderBy(runEvent => runEvent.UnixSeconds)],
            () => _steps,
            () => _report ?? LogReader.Read(log.Length == 0 ? [] : [new StoredOutput(OutputStream.Merged, 0, log, 0, [0], [(long)(Start * 1000)])]),
            () => new RunSettings(null, _settings))
        {
            StretchSeconds = _stretch,
        };
    }
}
