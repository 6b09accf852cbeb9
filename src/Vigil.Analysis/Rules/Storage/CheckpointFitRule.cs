using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Statistics;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Storage;

/// <summary>The next checkpoint does not fit on the disk, by what earlier ones took.</summary>
internal sealed class CheckpointFitRule : IRule
{
    private static readonly Threshold s_checkpoints = new("checkpoint_fit.checkpoints", 1, 0.1, 100, "Checkpoints that must fit into the free space");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG062",
        Name = "checkpoint_fit",
        Title = "The next checkpoint does not fit",
        Category = RuleCategory.Storage,
        Severity = Severity.Critical,
        Thresholds = [s_checkpoints],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (RunHorizon.Of(evidence, 1) is null)
        {
            return RuleVerdict.NotApplicable("The run did what it set out to do.");
        }

        IReadOnlyList<double> saved = Checkpoints.Times(evidence);
        if (saved.Count == 0)
        {
            return RuleVerdict.NotApplicable("No checkpoint was saved.");
        }

        bool known = false;
        foreach (SubjectSeries disk in DiskSpaces.Of(evidence))
        {
            double[] sizes = Checkpoints.Sizes(disk, saved);
            double free = MemoryUse.Last(disk.Values(FileSystemMetrics.Available));

            // What fell only now and then was something else.
            if (sizes.Length == 0 || sizes.Length < 0.5 * saved.Count)
            {
                continue;
            }

            known = true;
            double size = Quantiles.Median(sizes);
            if (free >= options[s_checkpoints] * size)
            {
                continue;
            }

            string path = DiskSpaces.Path(disk);
            return RuleVerdict.Fired(new Finding
            {
                RuleId = Description.Id,
                Severity = Severity.Critical,
                Title = $"The next checkpoint does not fit on {path}",
                Explanation = $"A checkpoint took {Phrase.Bytes(size)} of the disk of {path} (from {sizes.Length} of them); {Phrase.Bytes(free)} are free. Unless older ones are deleted first, the next one fails, and what was trained since the last is lost.",
                Confidence = Sureness.Of(sizes.Length, 4, size / Math.Max(free, 1)),
                Evidence = [SampleEvidence.Of(disk, 0, disk.Count - 1, FileSystemMetrics.Available, $"Free space fell by {Phrase.Bytes(sizes.Min())} to {Phrase.Bytes(sizes.Max())} at a checkpoint; {Phrase.Bytes(free)} are left.", free, options[s_checkpoints] * size, count: sizes.Length)],
                Remedies = StorageRemedies.All(evidence),
            });
        }

        return known ? RuleVerdict.Quiet : RuleVerdict.InsufficientData("Free space did not show how large a checkpoint is.");
    }
}
