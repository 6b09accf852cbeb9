using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Alerting.Watching;

/// <summary>Series that belong to no subject: totals of samples, and figures of steps.</summary>
internal static class PlainSeries
{
    private static readonly Dictionary<string, (string Unit, Func<SampleTotals, double?> Read)> s_totals = new()
    {
        ["memory.used"] = (Units.Bytes, totals => totals.MemoryUsedBytes),
        ["memory.total"] = (Units.Bytes, totals => totals.MemoryTotalBytes),
        ["memory.main"] = (Units.Bytes, totals => totals.MainProcessBytes),
        ["memory.workers"] = (Units.Bytes, totals => totals.WorkerBytes),
        ["swap.used"] = (Units.Bytes, totals => totals.SwapUsedBytes),
        ["workers"] = (Units.One, totals => totals.WorkerCount),
        ["gpu.memory.used"] = (Units.Bytes, totals => totals.GpuMemoryUsedBytes),
        ["gpu.utilization"] = (Units.Percent, totals => totals.GpuUtilizationPercent),
        ["cpu.utilization"] = (Units.Percent, totals => totals.CpuPercent),
    };

    private static readonly Dictionary<string, (string Unit, Func<StepReading, double?> Read)> s_steps = new()
    {
        ["loss"] = (Units.One, step => step.Loss),
        ["gradient_norm"] = (Units.One, step => step.GradientNorm),
        ["learning_rate"] = (Units.One, step => step.LearningRate),
        ["step_time"] = (Units.Seconds, step => step.StepSeconds),
        ["samples_per_second"] = (Units.One, step => step.SamplesPerSecond),
        ["tokens_per_second"] = (Units.One, step => step.TokensPerSecond),
    };

    /// <summary>Names of the series of a source.</summary>
    public static IEnumerable<string> NamesOf(string source) => source == SeriesSelector.Totals ? s_totals.Keys : s_steps.Keys;

    /// <summary>Unit of a series; null when there is none of that name.</summary>
    public static string? UnitOf(string source, string name) =>
        source == SeriesSelector.Totals ? s_totals.GetValueOrDefault(name).Unit : s_steps.GetValueOrDefault(name).Unit;

    public static double Read(SampleTotals totals, string name) => s_totals[name].Read(totals) ?? double.NaN;

    public static double Read(StepReading step, string name) => s_steps[name].Read(step) ?? double.NaN;
}
