namespace Vigil.Alerting.Watching;

/// <summary>One thing that a rule is about.</summary>
/// <param name="labels">What tells it from others.</param>
/// <param name="read">Reads its series, once, when it is asked for; null where a rule looks at a record as a whole.</param>
/// <param name="record">The record it was seen in; null for none.</param>
internal sealed class Target(IReadOnlyDictionary<string, string> labels, Func<TimeSeries>? read, RecordView? record)
{
    private TimeSeries? _series;

    public IReadOnlyDictionary<string, string> Labels => labels;

    public RecordView? Record => record;

    /// <summary>Its readings; null where there are none to ask for.</summary>
    public TimeSeries? Series => _series ??= read?.Invoke();
}
