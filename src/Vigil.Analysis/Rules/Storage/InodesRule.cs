using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Memory;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Storage;

/// <summary>A disk that has space, but hardly any inodes left: no further file can be created.</summary>
internal sealed class InodesRule : IRule
{
    private static readonly Threshold s_inodes = new("inodes.free", 10_000, 1, 1e12, "Files that may still be created, below which it is told");
    private static readonly Threshold s_critical = new("inodes.critical_free", 100, 0, 1e12, "Files that may still be created, below which it is critical");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG063",
        Name = "inodes",
        Title = "Hardly any inodes left",
        Category = RuleCategory.Storage,
        Severity = Severity.Critical,
        Thresholds = [s_inodes, s_critical],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        bool known = false;
        foreach (SubjectSeries disk in DiskSpaces.Of(evidence))
        {
            double[] free = disk.Values(FileSystemMetrics.AvailableInodes);
            int least = DiskSpaces.Least(free);

            // File systems without a fixed number of inodes (btrfs, network drives) say 0 all the time.
            if (least < 0 || free.All(value => value == 0 || double.IsNaN(value)))
            {
                continue;
            }

            known = true;
            if (free[least] < options[s_inodes])
            {
                string path = DiskSpaces.Path(disk);
                return RuleVerdict.Fired(new Finding
                {
                    RuleId = Description.Id,
                    Severity = free[least] < options[s_critical] ? Severity.Critical : Severity.Warning,
                    Title = $"{Phrase.Number(free[least])} inodes left on the disk of {path}",
                    Explanation = $"Behind {path} {Phrase.Number(free[least])} more files can be created, whatever the free space. After that every new file fails with \"No space left on device\".",
                    Confidence = 0.95,
                    Evidence = [SampleEvidence.Of(disk, least, least, FileSystemMetrics.AvailableInodes, $"{Phrase.Number(free[least])} inodes free.", free[least], options[s_inodes])],
                    Remedies = [new Remedy { Title = "Pack small files", Action = "Delete caches of many small files, or keep samples in shards or archives", Impact = "New files can be created again" }],
                });
            }
        }

        return known ? RuleVerdict.Quiet : RuleVerdict.NotApplicable("Inodes were not recorded.");
    }
}
