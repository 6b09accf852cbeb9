using Vigil.Core.Alerts;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Alerting.Watching;

/// <summary>
/// One record as it stood at an instant: what came later is not seen, so that the same rules judge what is live and what
/// was recorded long ago. Read from the store as it is asked for, once.
/// </summary>
/// <param name="store">Where it stands.</param>
/// <param name="run">The record.</param>
/// <param name="from">From when readings are read, seconds since the Unix epoch.</param>
/// <param name="to">Until when.</param>
/// <param name="isReplay">Whether many instants will be asked about: then each series is read whole at once, else no more than is needed.</param>
internal sealed class RecordView(IRunStore store, RunRecord run, double from, double to, bool isReplay = false)
{
    private readonly Dictionary<long, (double From, SeriesTable Rows)> _tables = [];
    private readonly Dictionary<(long Subject, string Metric, string? Of, double From), TimeSeries> _series = [];
    private IReadOnlyList<StoredSubject>? _subjects;
    private StoredTotals[]? _totals;
    private StepReading[]? _steps;
    private RunEvent[]? _events;
    private IReadOnlyList<StoredReport>? _reports;

    /// <summary>The record.</summary>
    public RunRecord Run => run;

    /// <summary>Whether it was being recorded at an instant.</summary>
    public bool IsLive(double now) => run.Start.StartedAt <= now && (run.Outcome?.EndedAt ?? (run.State == RunState.Running ? double.PositiveInfinity : run.LastSeenAt)) > now;

    /// <summary>How old the newest reading may be: three intervals, and not less than half a minute.</summary>
    public double StaleSeconds => Math.Max(30, 3 * run.Start.SampleIntervalSeconds);

    /// <summary>The record as a whole.</summary>
    public Target Whole => new(Labels(null), null, this);

    /// <summary>Everything that a selector names in it, of which there were readings lately.</summary>
    /// <param name="selector">What is looked for.</param>
    /// <param name="now">The instant.</param>
    /// <param name="alsoSilent">Whether what has fallen silent counts too.</param>
    /// <param name="windowSeconds">How far back its readings will be asked for.</param>
    public IEnumerable<Target> Find(SeriesSelector selector, double now, bool alsoSilent, double windowSeconds)
    {
        double since = isReplay ? from : Math.Max(from, now - Math.Max(windowSeconds, StaleSeconds) - run.Start.SampleIntervalSeconds);
        if (selector.Kind is not { } kind)
        {
            yield return new Target(Labels(null), () => Plain(selector), this);
            yield break;
        }

        _subjects ??= store.ReadSubjects(run.Start.Id);
        foreach (StoredSubject subject in _subjects)
        {
            if (subject.Kind == kind && subject.FirstSeen <= now && (alsoSilent || subject.LastSeen >= now - StaleSeconds) && (selector.Matches(subject.Key) || selector.Matches(NameOf(subject))))
            {
                yield return new Target(selector.IsOfMachine ? MachineLabels(subject) : Labels(NameOf(subject)), () => Of(subject, selector, since), this);
            }
        }
    }

    /// <summary>Events of the last so many seconds before an instant.</summary>
    public IEnumerable<RunEvent> Events(double now, double seconds)
    {
        _events ??= [.. store.ReadEvents(run.Start.Id, from).Select(stored => stored.Event).Where(one => one.UnixSeconds <= to)];
        return _events.Where(one => one.UnixSeconds > now - seconds && one.UnixSeconds <= now);
    }

    /// <summary>The newest report of analysis at an instant; null for none.</summary>
    public StoredReport? Report(double now)
    {
        _reports ??= store.ReadReports(run.Start.Id);
        return _reports.LastOrDefault(report => report.CreatedAt <= now);
    }

    /// <summary>What people call a subject.</summary>
    private static string NameOf(StoredSubject subject)
    {
        string? Attribute(string name) => subject.Attributes.GetValueOrDefault(name);
        return subject.Kind switch
        {
            SubjectKind.Process => $"{Attribute(SubjectAttributes.Name)} ({Attribute(SubjectAttributes.Pid)})",
            SubjectKind.Gpu when Attribute(SubjectAttributes.Index) is { } index => $"GPU {index}",
            SubjectKind.FileSystem => Attribute(SubjectAttributes.Path) ?? subject.Key,
            _ => subject.Key,
        };
    }

    private Dictionary<string, string> MachineLabels(StoredSubject subject)
    {
        var labels = new Dictionary<string, string> { [AlertLabels.Host] = run.Start.Recorder.HostName };
        if (subject.Kind != SubjectKind.System)
        {
            labels[AlertLabels.Subject] = NameOf(subject);
        }

        return labels;
    }

    private Dictionary<string, string> Labels(string? subject)
    {
        var labels = new Dictionary<string, string>
        {
            [AlertLabels.Host] = run.Start.Recorder.HostName,
            [AlertLabels.Run] = run.Start.Id,
            [AlertLabels.RunName] = run.Start.Name,
        };
        if (subject is not null)
        {
            labels[AlertLabels.Subject] = subject;
        }

        return labels;
    }

    private TimeSeries Of(StoredSubject subject, SeriesSelector selector, double since)
    {
        if (!_tables.TryGetValue(subject.Id, out (double From, SeriesTable Rows) read) || read.From > since)
        {
            _tables[subject.Id] = read = (since, store.ReadSeries(run.Start.Id, subject.Id, (long)(since * 1000), (long)(to * 1000)));
        }

        if (_series.TryGetValue((subject.Id, selector.Metric, selector.Of, read.From), out TimeSeries? known))
        {
            return known;
        }

        SeriesTable table = read.Rows;
        double[] times = [.. table.UnixMilliseconds.Select(ms => ms / 1000.0)];
        double[] values = Column(table, times, MetricCatalogue.Find(selector.Metric)!);
        if (selector.Of is { } divisor)
        {
            double[] by = Column(table, times, MetricCatalogue.Find(divisor)!);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = by[i] == 0 ? double.NaN : values[i] / by[i];
            }
        }

        return _series[(subject.Id, selector.Metric, selector.Of, read.From)] = new TimeSeries(times, values, selector.Unit ?? Units.One);
    }

    private TimeSeries Plain(SeriesSelector selector)
    {
        long source = selector.Source == SeriesSelector.Totals ? -1 : -2;
        if (_series.TryGetValue((source, selector.Metric, selector.Of, from), out TimeSeries? known))
        {
            return known;
        }

        (double[] times, Func<string, double[]> column) = selector.Source == SeriesSelector.Totals ? Totals() : Steps();
        double[] values = column(selector.Metric);
        if (selector.Of is { } divisor)
        {
            double[] by = column(divisor);
            values = [.. values.Select((value, i) => by[i] == 0 ? double.NaN : value / by[i])];
        }

        return _series[(source, selector.Metric, selector.Of, from)] = new TimeSeries(times, values, selector.Unit ?? Units.One);
    }

    private (double[] Times, Func<string, double[]> Column) Totals()
    {
        StoredTotals[] rows = _totals ??= [.. store.ReadTotals(run.Start.Id, from).Where(row => row.UnixSeconds <= to)];
        return ([.. rows.Select(row => row.UnixSeconds)], name => [.. rows.Select(row => PlainSeries.Read(row.Totals, name))]);
    }

    private (double[] Times, Func<string, double[]> Column) Steps()
    {
        StepReading[] rows = _steps ??= [.. store.ReadSteps(run.Start.Id, from).Where(row => row.UnixSeconds <= to)];
        return ([.. rows.Select(row => row.UnixSeconds)], name => [.. rows.Select(row => PlainSeries.Read(row, name))]);
    }

    private static double[] Column(SeriesTable table, double[] times, Metric metric)
    {
        double[] values = new double[times.Length];
        if (!table.Columns.TryGetValue(metric.Name, out long[]? column))
        {
            values.AsSpan().Fill(double.NaN);
            return values;
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = metric.Kind == MetricKind.Counter ? Rate(times, column, i) * metric.Scale
                : column[i] == Reading.NotAvailable ? double.NaN : column[i] * metric.Scale;
        }

        return values;
    }

    private static double Rate(double[] times, long[] column, int i) =>
        i == 0 || times[i] <= times[i - 1] || column[i] == Reading.NotAvailable || column[i - 1] == Reading.NotAvailable || column[i] < column[i - 1]
            ? double.NaN
            : (column[i] - column[i - 1]) / (times[i] - times[i - 1]);
}
