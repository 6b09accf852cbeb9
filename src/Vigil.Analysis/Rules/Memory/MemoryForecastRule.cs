using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Analysis.Statistics;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>Memory, device memory or /dev/shm will be full before the run ends, if things go on as they do.</summary>
internal sealed class MemoryForecastRule : IRule
{
    private static readonly Threshold s_hours = new("memory_forecast.hours", 2, 0.1, 1000, "Hours to look ahead where the end of the run is not known");
    private static readonly Threshold s_times = new("memory_forecast.times_seen", 10, 1, 1000, "Times the length of what was seen that a forecast may reach");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG050",
        Name = "memory_forecast",
        Title = "Memory will be full before the end",
        Category = RuleCategory.Memory,
        Severity = Severity.Critical,
        Thresholds = [s_hours, s_times],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (RunHorizon.Of(evidence, options[s_hours]) is not { } horizon)
        {
            return RuleVerdict.NotApplicable("The run did what it set out to do.");
        }

        double until = Math.Min(horizon.Until, evidence.To + (options[s_times] * evidence.DurationSeconds));
        bool enough = false;
        List<Finding> findings = [];
        foreach ((string what, SubjectSeries series, Metric metric, double[] values, double limit, bool upwards) in Series(evidence))
        {
            LimitForecast forecast = Forecasts.Limit(series.Times, values, limit, upwards);
            enough |= forecast.State != ForecastState.InsufficientData;
            if (forecast.State == ForecastState.WillReach && forecast.At <= until)
            {
                findings.Add(Report(evidence, horizon, what, series, metric, forecast));
            }
        }

        return findings.Count > 0 ? RuleVerdict.Fired(findings) : enough ? RuleVerdict.Quiet : RuleVerdict.InsufficientData("Too few samples for a forecast.");
    }

    private static IEnumerable<(string What, SubjectSeries Series, Metric Metric, double[] Values, double Limit, bool Upwards)> Series(RunEvidence evidence)
    {
        if (MemoryUse.Of(evidence) is { } use)
        {
            yield return ($"Memory of the {use.Owner}", use.Series, use.Metric, use.Used, use.Total, true);
        }

        foreach (SubjectSeries gpu in evidence.Of(SubjectKind.Gpu))
        {
            double total = MemoryUse.Last(gpu.Values(GpuMetrics.MemoryTotal));
            if (total > 0)
            {
                yield return ($"Memory of GPU {gpu.Attribute(SubjectAttributes.Index)}", gpu, GpuMetrics.MemoryUsed, gpu.Values(GpuMetrics.MemoryUsed), total, true);
            }
        }

        if (evidence.Of(SubjectKind.FileSystem).FirstOrDefault(SharedMemoryRule.IsShared) is { } shm)
        {
            yield return ("/dev/shm", shm, FileSystemMetrics.Available, shm.Values(FileSystemMetrics.Available), 0, false);
        }
    }

    private Finding Report(RunEvidence evidence, RunHorizon horizon, string what, SubjectSeries series, Metric metric, LimitForecast forecast)
    {
        double left = forecast.At!.Value - evidence.To;
        bool soon = evidence.IsLive && (horizon.End is { } end ? forecast.Latest < end.Earliest : forecast.Latest is not null);
        string ends = horizon.End is { } known ? $" The training needs another {Phrase.Duration(known.At - evidence.To)}." : "";
        return new Finding
        {
            RuleId = Description.Id,
            Severity = soon ? Severity.Critical : Severity.Warning,
            Title = evidence.IsLive ? $"{what} full in {Phrase.Duration(left)}" : $"{what} was on its way to full",
            Explanation = $"{what} goes towards its limit by {Phrase.Bytes(Math.Abs(forecast.Trend.SlopePerSecond) * 3600)} an hour and reaches it in {Phrase.Duration(left)}{(evidence.IsLive ? "" : " of going on as before it ended")} (between {Phrase.Duration(forecast.Earliest!.Value - evidence.To)} and {(forecast.Latest is { } latest ? Phrase.Duration(latest - evidence.To) : "never")}), if that goes on.{ends}",
            Confidence = Math.Round(Math.Clamp((soon ? 0.7 : 0.5) + (0.2 * Math.Abs(forecast.Trend.Concordance)) - (left > evidence.DurationSeconds ? 0.15 : 0), 0.3, 0.95), 2),
            Evidence = [SampleEvidence.Of(series, 0, series.Count - 1, metric, $"From the line through {forecast.Trend.Values} samples, {Phrase.Bytes(forecast.Trend.LevelAtEnd)} at its end.", forecast.At, unit: Units.Seconds, count: (int)forecast.Trend.Values)],
            Remedies = Remedy.Known(
                metric.Subject == SubjectKind.Gpu ? null : MemoryRemedies.FewerWorkers(evidence),
                new Remedy { Title = "Save a checkpoint and restart in time", Action = "Save a checkpoint, and restart from it before memory runs out", Impact = "Nothing is lost when the limit is reached" }),
        };
    }
}
