using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording.Scores;

/// <summary>One GPU over a run.</summary>
internal sealed class GpuScore(Subject gpu)
{
    private double _utilizationSeconds;
    private double _utilizationMax;
    private double _seconds;
    private double? _memoryPeak;
    private double? _memoryTotal;
    private double? _temperatureMax;
    private double _wattSeconds;
    private double _powerSeconds;
    private double _energy;

    public void Add(Subject subject, double seconds)
    {
        if (subject.Value(GpuMetrics.Utilization) is { } utilization)
        {
            _utilizationSeconds += utilization * seconds;
            _utilizationMax = Math.Max(_utilizationMax, utilization);
            _seconds += seconds;
        }

        _memoryPeak = subject.Value(GpuMetrics.MemoryUsed) is { } used ? Math.Max(_memoryPeak ?? used, used) : _memoryPeak;
        _memoryTotal = subject.Value(GpuMetrics.MemoryTotal) ?? _memoryTotal;
        if (subject.Value(GpuMetrics.Temperature) is { } temperature)
        {
            _temperatureMax = Math.Max(_temperatureMax ?? temperature, temperature);
        }

        if (subject.Value(GpuMetrics.Power) is { } power)
        {
            _wattSeconds += power * seconds;
            _powerSeconds += seconds;
        }

        _energy += subject.Delta(GpuMetrics.Energy) ?? 0;
    }

    public JsonObject ToJson() => new()
    {
        ["key"] = gpu.Key,
        ["index"] = gpu.Attributes.GetValueOrDefault(SubjectAttributes.Index),
        ["model"] = gpu.Attributes.GetValueOrDefault(SubjectAttributes.Model),
        ["utilization_mean_percent"] = _seconds > 0 ? Math.Round(_utilizationSeconds / _seconds, 1) : null,
        ["utilization_max_percent"] = _seconds > 0 ? _utilizationMax : null,
        ["memory_peak_bytes"] = (long?)_memoryPeak,
        ["memory_total_bytes"] = (long?)_memoryTotal,
        ["temperature_max_celsius"] = _temperatureMax,
        ["power_mean_watts"] = _powerSeconds > 0 ? Math.Round(_wattSeconds / _powerSeconds, 1) : null,
        ["energy_joules"] = _energy > 0 ? Math.Round(_energy) : null,
    };
}
