using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Statistics;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Storage;

/// <summary>A disk will be full before the run ends, if it goes on filling as it does.</summary>
internal sealed class DiskForecastRule : IRule
{
    private static readonly Threshold s_hours = new("disk_forecast.hours", 2, 0.1, 1000, "Hours to look ahead where the end of the run is not known");
    private static readonly Threshold s_times = new("disk_forecast.times_seen", 10, 1, 1000, "Times the length of what was seen that a forecast may reach");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG061",
        Name = "disk_forecast",
        Title = "Disk will be full before the end",
        Category = RuleCategory.Storage,
        Severity = Severity.Critical,
        Thresholds = [s_hours, s_times],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (RunHorizon.Of(evidence, options[s_hours]) is not { } horizon)
        {
            return RuleVerdict.NotApplicable("The run did what it set out to do.");
        }

        IReadOnlyList<SubjectSeries> disks = DiskSpaces.Of(evidence);
        if (disks.Count == 0)
        {
            return RuleVerdict.NotApplicable("No file system was recorded.");
        }

        double until = Math.Min(horizon.Until, evidence.To + (options[s_times] * evidence.DurationSeconds));
        bool enough = false;
        List<Finding> findings = [];
        foreach (SubjectSeries disk in disks)
        {
            LimitForecast forecast = Forecasts.Limit(disk.Times, disk.Values(FileSystemMetrics.Available), 0, upwards: false);
            enough |= forecast.State != ForecastState.InsufficientData;
            if (forecast is not { State: ForecastState.WillReach, At: { } at } || at > until)
            {
                continue;
            }

            string path = DiskSpaces.Path(disk);
            double left = at - evidence.To;
            double rate = -forecast.Trend.SlopePerSecond;
            double now = MemoryUse.Last(disk.Values(FileSystemMetrics.Available));
            bool sure = horizon.End is { } end ? forecast.Latest < end.Earliest : forecast.Latest is not null;
            findings.Add(new Finding
            {
                RuleId = Description.Id,
                Severity = sure ? Severity.Critical : Severity.Warning,
                Title = evidence.IsLive ? $"The disk of {path} is full in {Phrase.Duration(left)}" : $"The disk of {path} was on its way to full",
                Explanation = $"Free space behind {path} falls by {Phrase.Bytes(rate * 3600)} an hour; the {Phrase.Bytes(now)} left are gone in {Phrase.Duration(left)} (not before {Phrase.Duration(forecast.Earliest!.Value - evidence.To)}).{(horizon.End is { } known ? $" The training needs another {Phrase.Duration(known.At - evidence.To)}." : "")}",
                Confidence = Math.Round(Math.Clamp((sure ? 0.7 : 0.5) + (0.2 * Math.Abs(forecast.Trend.Concordance)) - (left > evidence.DurationSeconds ? 0.15 : 0), 0.3, 0.95), 2),
                Evidence = [SampleEvidence.Of(disk, 0, disk.Count - 1, FileSystemMetrics.Available, $"Free space falls by {Phrase.Bytes(rate * 3600)} an hour, from the line through {forecast.Trend.Values} samples.", now, unit: Units.Bytes, count: (int)forecast.Trend.Values)],
                Remedies = StorageRemedies.All(evidence),
            });
        }

        return findings.Count > 0 ? RuleVerdict.Fired(findings) : enough ? RuleVerdict.Quiet : RuleVerdict.InsufficientData("Too few samples of the disks for a forecast.");
    }
}
