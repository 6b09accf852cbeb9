using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>The page cache fills much of the memory and disks are read all the same: data leave it before they are used again.</summary>
internal sealed class PageCacheThrashRule : IRule
{
    private static readonly Threshold s_cache = new("page_cache_thrash.cache_percent", 40, 0, 100, "Page cache, percent of the machine's memory.");
    private static readonly Threshold s_speed = new("page_cache_thrash.megabytes_per_second", 100, 0, 1_000_000, "Reads from all disks, MB/s.");
    private static readonly Threshold s_time = new("page_cache_thrash.time_percent", 50, 0, 100, "Share of the training that both must hold for, percent.");
    private static readonly Threshold s_ratio = new("page_cache_thrash.times_memory", 1, 0, 1000, "Bytes read so far, in multiples of the memory: less may be a first pass.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG014",
        Name = "page_cache_thrash",
        Title = "The data do not fit the page cache",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_cache, s_speed, s_time, s_ratio],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (evidence.System is not { } system || evidence.Of(SubjectKind.Disk).Count == 0)
        {
            return RuleVerdict.NotApplicable("No disk was recorded.");
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        var machine = MachineLoad.Of(evidence);
        if ((DataNeeds.Lacking(span, machine.PageCachePercent, "the page cache") ?? DataNeeds.Lacking(span, machine.DiskReadRate, "disk reads")) is { } lacking)
        {
            return lacking;
        }

        double percent = 100 * span.Share(machine.PageCachePercent, machine.DiskReadRate, (cache, read) => cache >= options[s_cache] && read > options[s_speed] * 1e6);
        double bytes = span.Total(machine.DiskReadRate);
        double memory = span.Maximum(span.Timeline.Values(system, SystemMetrics.MemoryTotal));
        double threshold = options[s_time];
        if (!(percent > threshold) || !(bytes > options[s_ratio] * memory))
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = WindowEvidence.Samples(
            span,
            machine.DiskReadRate,
            DiskMetrics.ReadBytes,
            $"For {percent:0} % of the training disks were read at more than {options[s_speed]:0} MB/s while the page cache held {span.Mean(machine.PageCachePercent):0} % of memory.",
            percent,
            threshold,
            "%");
        return Description.Fired(
            Severity.Warning,
            "Data are read from disk again and again",
            $"{item.Text} {bytes / (1L << 30):0.#} GiB were read, more than the machine's {memory / (1L << 30):0.#} GiB of memory can keep: each epoch reads them anew.",
            Sureness.Beyond(item.Count ?? 0, percent, threshold),
            [item],
            new Remedy { Title = "Shrink the data", Action = "Store samples at the size that training uses, compressed, or shuffle within shards so that reads are in sequence", Impact = $"Less than {Phrase.Speed(span.Mean(machine.DiskReadRate))} of reads" },
            StorageRemedies.FasterStorage(evidence, percent));
    }
}
