using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording.Scores;

/// <summary>Vigil's own cost over a run: in all, and once it has started.</summary>
internal sealed class RecorderScore
{
    /// <summary>Starting a program costs more than watching one: what comes after this is told apart.</summary>
    private const double StartSeconds = 10;

    private Subject? _recorder;
    private long _samples;
    private double _ageSeconds;
    private double? _startCpuSeconds;
    private double _startAge;

    /// <summary>The most resident memory seen, bytes.</summary>
    public double PeakBytes { get; private set; }

    /// <summary>Looks at one sample.</summary>
    public void Observe(Subject recorder, double ageSeconds)
    {
        _recorder = recorder;
        _samples++;
        _ageSeconds = ageSeconds;
        PeakBytes = Math.Max(PeakBytes, recorder.Value(RecorderMetrics.Resident) ?? 0);
        if (_startCpuSeconds is null && ageSeconds >= StartSeconds)
        {
            _startCpuSeconds = recorder.Value(RecorderMetrics.CpuTime);
            _startAge = ageSeconds;
        }
    }

    /// <summary>A counter of the recorder as it stands now.</summary>
    public long Count(Metric metric) => (long)(_recorder?.Value(metric) ?? 0);

    /// <summary>The part of the summary.</summary>
    public JsonObject ToJson(WriterStatistics statistics, IReadOnlyDictionary<string, (TimeSpan Spent, long Failures)> collectors)
    {
        double? cpu = _recorder?.Value(RecorderMetrics.CpuTime);
        double steady = _ageSeconds - _startAge;
        return new JsonObject
        {
            ["samples"] = _samples,
            ["cpu_seconds"] = Math.Round(cpu ?? 0, 4),
            ["cpu_percent_of_core"] = _ageSeconds >= 1 && cpu is { } used ? Math.Round(used / _ageSeconds * 100, 3) : null,
            ["cpu_percent_of_core_after_start"] = cpu - _startCpuSeconds is { } later && steady >= StartSeconds ? Math.Round(later / steady * 100, 3) : null,
            ["memory_peak_bytes"] = (long)PeakBytes,
            ["late_samples"] = Count(RecorderMetrics.LateSamples),
            ["stored_bytes"] = statistics.StoredBytes,
            ["dropped_samples"] = statistics.DroppedSamples,
            ["dropped_steps"] = statistics.DroppedSteps,
            ["dropped_events"] = statistics.DroppedEvents,
            ["dropped_log_bytes"] = statistics.DroppedLogBytes,
            ["error"] = statistics.LastError,
            ["collectors"] = new JsonObject(collectors.Select(collector => KeyValuePair.Create(collector.Key, (JsonNode?)new JsonObject
            {
                ["milliseconds"] = Math.Round(collector.Value.Spent.TotalMilliseconds, 2),
                ["failures"] = collector.Value.Failures,
            }))),
        };
    }
}
