using Vigil.Core.Metrics;

namespace Vigil.Core.Sampling;

/// <summary>
/// One thing that readings belong to (a disk, a process, a GPU) with its current and previous row of values.
/// A collector owns its subjects, writes <see cref="Values"/> in place at each sample, and adds them to or removes
/// them from the <see cref="SampleFrame"/>; nothing is allocated while subjects stay the same.
/// </summary>
public sealed class Subject
{
    private long[] _values;
    private long[] _previous;

    /// <summary>Creates a subject whose readings are all not available.</summary>
    /// <param name="kind">What it is; fixes its columns.</param>
    /// <param name="key">Stable within a run; see <see cref="SubjectKind"/> for the form of each kind.</param>
    /// <param name="attributes">What is known about it and does not change at every sample; see <see cref="SubjectAttributes"/>.</param>
    public Subject(SubjectKind kind, string key, IReadOnlyDictionary<string, string>? attributes = null)
        : this(MetricCatalogue.Of(kind), key, attributes)
    {
    }

    /// <summary>Creates a subject with columns of its own, whose readings are all not available.</summary>
    /// <param name="table">Its columns; not changed afterwards.</param>
    /// <param name="key">Stable within a run.</param>
    /// <param name="attributes">What is known about it.</param>
    public Subject(MetricTable table, string key, IReadOnlyDictionary<string, string>? attributes = null)
    {
        Table = table;
        Key = key;
        Attributes = attributes ?? new Dictionary<string, string>();
        int columns = table.Metrics.Count;
        _values = new long[columns];
        _previous = new long[columns];
        Array.Fill(_values, Reading.NotAvailable);
        Array.Fill(_previous, Reading.NotAvailable);
    }

    /// <summary>What it is.</summary>
    public SubjectKind Kind => Table.Subject;

    /// <summary>Its columns.</summary>
    public MetricTable Table { get; }

    /// <summary>Its stable name within the run.</summary>
    public string Key { get; }

    /// <summary>Descriptive facts (command line, role, model, mount point).</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; private set; }

    /// <summary>Grows by one at every <see cref="Revise"/>, so that a store knows to write the attributes again.</summary>
    public int Revision { get; private set; }

    /// <summary>This sample's row, by <see cref="Metric.Index"/>; stored integers or <see cref="Reading.NotAvailable"/>.</summary>
    public long[] Values => _values;

    /// <summary>The row of the sample before.</summary>
    public long[] Previous => _previous;

    /// <summary>Replaces the descriptive facts.</summary>
    public void Revise(IReadOnlyDictionary<string, string> attributes)
    {
        Attributes = attributes;
        Revision++;
    }

    /// <summary>
    /// Starts a new sample: the current row becomes the previous one and the new row starts as a copy of it, so that a
    /// reading that is taken less often keeps its last value. Called by <see cref="SampleFrame.Begin"/> alone.
    /// </summary>
    internal void Advance()
    {
        (_values, _previous) = (_previous, _values);
        _previous.CopyTo(_values, 0);
    }

    /// <summary>The value of a metric in its unit; null when not available.</summary>
    public double? Value(Metric metric) =>
        _values[metric.Index] is var raw && raw == Reading.NotAvailable ? null : metric.Value(raw);

    /// <summary>
    /// Growth of a counter since the previous sample, in its unit; null when either reading is missing, 0 when the
    /// source restarted and the total went down.
    /// </summary>
    public double? Delta(Metric metric)
    {
        long now = _values[metric.Index];
        long before = _previous[metric.Index];
        return now == Reading.NotAvailable || before == Reading.NotAvailable
            ? null
            : metric.IsReal ? Math.Max(0, metric.Value(now) - metric.Value(before))
            : Math.Max(0, now - before) * metric.Scale;
    }
}
