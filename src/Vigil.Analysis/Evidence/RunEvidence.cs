using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Evidence;

/// <summary>
/// Everything that analysis may rest on: one run, or a window of one that still goes on. A rule sees the same thing
/// either way. What is costly to read is read when first asked for.
/// </summary>
public sealed class RunEvidence
{
    private readonly Dictionary<SubjectKind, SubjectSeries[]> _byKind;
    private readonly Lazy<IReadOnlyList<StepReading>> _steps;
    private readonly Lazy<StepSeries> _stepSeries;
    private readonly Lazy<LogReport> _log;
    private readonly Lazy<RunSettings> _settings;
    private readonly Lazy<IReadOnlyList<StoredTotals>> _totals;
    private readonly Dictionary<(Type Conclusion, object? Options), object> _conclusions = [];

    /// <param name="run">The run as the store knows it.</param>
    /// <param name="from">First instant of the window, seconds since the Unix epoch.</param>
    /// <param name="to">Last instant of the window; now for a live one.</param>
    /// <param name="subjects">All subjects that had readings in the window.</param>
    /// <param name="events">Events of the window, in order.</param>
    /// <param name="steps">Reads the steps of the window, in order.</param>
    /// <param name="log">Reads what the kept output tells.</param>
    /// <param name="settings">Reads the settings.</param>
    /// <param name="totals">Reads the totals of every sample of the window; null when there are none.</param>
    public RunEvidence(
        RunRecord run,
        double from,
        double to,
        IReadOnlyList<SubjectSeries> subjects,
        IReadOnlyList<RunEvent> events,
        Func<IReadOnlyList<StepReading>> steps,
        Func<LogReport> log,
        Func<RunSettings> settings,
        Func<IReadOnlyList<StoredTotals>>? totals = null)
    {
        Run = run;
        From = from;
        To = to;
        Subjects = subjects;
        Events = events;
        _byKind = subjects.GroupBy(subject => subject.Subject.Kind).ToDictionary(group => group.Key, group => group.ToArray());
        _steps = new Lazy<IReadOnlyList<StepReading>>(steps);
        _stepSeries = new Lazy<StepSeries>(() => new StepSeries(_steps.Value));
        _log = new Lazy<LogReport>(log);
        _settings = new Lazy<RunSettings>(settings);
        _totals = new Lazy<IReadOnlyList<StoredTotals>>(totals ?? (() => []));
    }

    /// <summary>The run as the store knows it: start, state, outcome, summary.</summary>
    public RunRecord Run { get; }

    /// <summary>True while the program is being recorded.</summary>
    public bool IsLive => Run.State == RunState.Running;

    /// <summary>First instant of the window, seconds since the Unix epoch.</summary>
    public double From { get; }

    /// <summary>Last instant of the window, seconds since the Unix epoch.</summary>
    public double To { get; }

    /// <summary>Length of the window, seconds.</summary>
    public double DurationSeconds => To - From;

    /// <summary>
    /// Seconds of which each row of a very long run is one of many, but for its last minutes; 0 where every row is there.
    /// </summary>
    public double StretchSeconds { get; init; }

    /// <summary>All subjects that had readings in the window.</summary>
    public IReadOnlyList<SubjectSeries> Subjects { get; }

    /// <summary>Events of the window, in order.</summary>
    public IReadOnlyList<RunEvent> Events { get; }

    /// <summary>Steps of the window, in order.</summary>
    public IReadOnlyList<StepReading> Steps => _steps.Value;

    /// <summary>The same, quantity by quantity.</summary>
    public StepSeries StepSeries => _stepSeries.Value;

    /// <summary>What the kept output tells.</summary>
    public LogReport Log => _log.Value;

    /// <summary>The totals of every sample of the window, in order of time: what the documents' MetricsSample rows hold.</summary>
    public IReadOnlyList<StoredTotals> Totals => _totals.Value;

    /// <summary>Settings found in command line, configuration and environment.</summary>
    public RunSettings Settings => _settings.Value;

    /// <summary>
    /// A conclusion that several rules rest on, drawn once and kept with the evidence. Like the evidence itself it is for
    /// one thread at a time.
    /// </summary>
    /// <param name="options">What it depends on besides the evidence, compared by value; null for nothing.</param>
    /// <param name="draw">Draws it.</param>
    public TConclusion Conclude<TConclusion, TOptions>(TOptions options, Func<RunEvidence, TOptions, TConclusion> draw)
        where TConclusion : class =>
        Keep((typeof(TConclusion), options), () => draw(this, options));

    /// <summary>The machine; null when no sample was taken.</summary>
    public SubjectSeries? System => Of(SubjectKind.System) is [var first, ..] ? first : null;

    /// <summary>The program's control group; null when there is none.</summary>
    public SubjectSeries? Cgroup => Of(SubjectKind.Cgroup) is [var first, ..] ? first : null;

    /// <summary>Subjects of one kind, in order of appearance.</summary>
    public IReadOnlyList<SubjectSeries> Of(SubjectKind kind) => _byKind.GetValueOrDefault(kind, []);

    /// <summary>Processes of one role (<see cref="Core.Sampling.ProcessRoles"/>).</summary>
    public IEnumerable<SubjectSeries> Processes(string role) =>
        Of(SubjectKind.Process).Where(process => process.Attribute(Core.Sampling.SubjectAttributes.Role) == role);

    /// <summary>Events of one type, in order.</summary>
    public IEnumerable<RunEvent> EventsOf(string type) => Events.Where(runEvent => runEvent.Type == type);

    /// <summary>A conclusion that rests on the evidence alone: see <see cref="Conclude{TConclusion, TOptions}"/>.</summary>
    public T Derive<T>(Func<RunEvidence, T> draw)
        where T : class =>
        Keep((typeof(T), null), () => draw(this));

    private T Keep<T>((Type Conclusion, object? Options) key, Func<T> draw)
        where T : class
    {
        if (!_conclusions.TryGetValue(key, out object? conclusion))
        {
            conclusion = draw();
            _conclusions[key] = conclusion;
        }

        return (T)conclusion;
    }
}
