using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Memory;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Storage;

/// <summary>Little space is left on a disk that the run writes to.</summary>
internal sealed class DiskFreeRule : IRule
{
    private const double GiB = 1 << 30;

    private static readonly Threshold s_free = new("disk_free.gib", 5, 0.001, 1e6, "Free space, GiB, below which it is told");
    private static readonly Threshold s_critical = new("disk_free.critical_gib", 0.5, 0, 1e6, "Free space, GiB, below which it is critical");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG060",
        Name = "disk_free",
        Title = "Disk is nearly full",
        Category = RuleCategory.Storage,
        Severity = Severity.Critical,
        Thresholds = [s_free, s_critical],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        IReadOnlyList<SubjectSeries> disks = DiskSpaces.Of(evidence);
        if (disks.Count == 0)
        {
            return RuleVerdict.NotApplicable("No file system was recorded.");
        }

        List<Finding> findings = [];
        foreach (SubjectSeries disk in disks)
        {
            double[] free = disk.Values(FileSystemMetrics.Available);
            int least = DiskSpaces.Least(free);
            if (free[least] >= options[s_free] * GiB)
            {
                continue;
            }

            string path = DiskSpaces.Path(disk);
            double total = MemoryUse.Last(disk.Values(FileSystemMetrics.Total));
            findings.Add(new Finding
            {
                RuleId = Description.Id,
                Severity = free[least] < options[s_critical] * GiB ? Severity.Critical : Severity.Warning,
                Title = $"{Phrase.Bytes(free[least])} left on the disk of {path}",
                Explanation = $"Of {Phrase.Bytes(total)} behind {path}, {Phrase.Bytes(free[least])} were free at the least. A checkpoint that does not fit is lost, and often the run with it.",
                Confidence = 0.95,
                Evidence = [SampleEvidence.Of(disk, least, least, FileSystemMetrics.Available, $"{Phrase.Bytes(free[least])} of {Phrase.Bytes(total)} free.", free[least], options[s_free] * GiB)],
                Remedies = StorageRemedies.All(evidence),
            });
        }

        return findings.Count == 0 ? RuleVerdict.Quiet : RuleVerdict.Fired(findings);
    }
}
