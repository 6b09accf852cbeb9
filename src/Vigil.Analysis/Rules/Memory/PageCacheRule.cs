using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>
/// The data set is read from disk again and again because the page cache that could hold it is too small: cache large,
/// disks busy, memory used up by cache.
/// </summary>
internal sealed class PageCacheRule : IRule
{
    private const double MiB = 1 << 20;
    private const int MinSamples = 30;

    private static readonly Threshold s_cache = new("page_cache.percent", 40, 1, 100, "Per cent of memory that the page cache must take");
    private static readonly Threshold s_rate = new("page_cache.mib_per_second", 100, 1, 1e6, "Mean rate, MiB per second, at which disks are read");
    private static readonly Threshold s_free = new("page_cache.free_percent", 10, 0.1, 100, "Per cent of memory that nobody uses below which the cache can grow no further");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG053",
        Name = "page_cache",
        Title = "Page cache too small for the data",
        Category = RuleCategory.Memory,
        Severity = Severity.Info,
        Thresholds = [s_cache, s_rate, s_free],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        (SubjectSeries? Series, Metric Cache, double Total, double Free)? place = Place(evidence);
        if (place is not ({ } series, var metric, var total, var free) || !(total > 0))
        {
            return RuleVerdict.NotApplicable("The page cache was not recorded.");
        }

        if (series.Count < MinSamples)
        {
            return RuleVerdict.InsufficientData($"{series.Count} samples; {MinSamples} are wanted.");
        }

        double cache = MemoryUse.Last(series.Values(metric));
        double read = 0;
        foreach (SubjectSeries disk in evidence.Of(SubjectKind.Disk))
        {
            // The later half: the first pass over the data must read them anyway.
            double[] bytes = disk.Values(DiskMetrics.ReadBytes);
            int half = bytes.Length / 2;
            double seconds = disk.Count < 2 ? 0 : disk.Times[^1] - disk.Times[half];
            double rate = seconds > 0 ? (bytes[^1] - bytes[half]) / seconds : double.NaN;
            read += rate > 0 ? rate : 0;
        }

        double totalRead = read * evidence.DurationSeconds;
        if (!(cache >= options[s_cache] / 100 * total) || read < options[s_rate] * MiB || !(free < options[s_free] / 100 * total) || totalRead < total)
        {
            return RuleVerdict.Quiet;
        }

        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Info,
            Title = $"Data are read again at {Phrase.Bytes(read)}/s",
            Explanation = $"The page cache holds {Phrase.Bytes(cache)} of {Phrase.Bytes(total)} and can grow no further, while disks are read at {Phrase.Bytes(read)} per second in the later half too: what is read has been dropped before it is wanted again.",
            Confidence = Sureness.Of(series.Count, 300, read / (options[s_rate] * MiB)) - 0.1,
            Evidence =
            [
                SampleEvidence.Of(series, series.Count / 2, series.Count - 1, metric, $"Page cache {Phrase.Bytes(cache)}, {Phrase.Bytes(free)} unused.", cache / total * 100, options[s_cache], "%"),
                SampleEvidence.Of(series, series.Count / 2, series.Count - 1, DiskMetrics.ReadBytes, $"{Phrase.Bytes(read)} per second read from disks.", read, options[s_rate] * MiB, Units.BytesPerSecond),
            ],
            Remedies = [new Remedy { Title = "Make the data smaller, or read them in order", Action = "Store samples resized and compressed, in shards that are read from front to back; or give the run more memory", Impact = "Less is read from disk in each epoch" }],
        });
    }

    private static (SubjectSeries?, Metric, double, double)? Place(RunEvidence evidence)
    {
        double machine = MemoryUse.Last(evidence.System?.Values(SystemMetrics.MemoryTotal));
        double limit = MemoryUse.Last(evidence.Cgroup?.Values(CgroupMetrics.MemoryLimit));
        if (evidence.Cgroup is { } group && limit > 0 && !(limit >= machine))
        {
            return (group, CgroupMetrics.FileMemory, limit, limit - MemoryUse.Last(group.Values(CgroupMetrics.MemoryUsage)));
        }

        return evidence.System is { } system ? (system, SystemMetrics.MemoryCached, machine, MemoryUse.Last(system.Values(SystemMetrics.MemoryFree))) : null;
    }
}
