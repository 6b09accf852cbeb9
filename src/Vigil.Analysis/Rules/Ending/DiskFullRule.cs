using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>A disk or a quota was full.</summary>
internal sealed class DiskFullRule : EndingRule
{
    private const int FewCheckpoints = 2;

    public override RuleDescription Description { get; } = Describe("VIG105", "disk_full", "Disk full");

    protected override string Why => "What was being written is lost or cut off: check the newest checkpoint before resuming from it.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) => certificate.Verdict == Verdict.DiskFull;

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        string? path = certificate.LogCause?.Captures.GetValueOrDefault("path");
        yield return Advice("Make room", $"Delete what is not needed{(path is null ? "" : $" below {Path.GetDirectoryName(path)}")}, or write to another disk", "Nothing can be written before.");
        SettingOccurrence? limit = evidence.Settings.Find(TrainingSetting.SaveTotalLimit);
        int checkpoints = evidence.EventsOf(EventTypes.CheckpointSaved).Count();
        if (limit is not null && !(limit.Number is > 0 and <= FewCheckpoints))
        {
            yield return new Remedy
            {
                Title = "Keep fewer checkpoints",
                Action = $"Keep {FewCheckpoints} checkpoints",
                Impact = checkpoints > 0 ? $"{checkpoints} checkpoints were written in this run." : "Older ones are deleted as new ones come.",
                Setting = TrainingSetting.SaveTotalLimit,
                Value = FewCheckpoints,
            };
        }

        if (checkpoints > FewCheckpoints && evidence.Settings.Find(TrainingSetting.SaveEvery)?.Number is > 0 and { } every)
        {
            yield return new Remedy
            {
                Title = "Save less often",
                Action = $"Save every {every * 2:0} steps",
                Impact = "Halves what checkpoints take, and doubles what an interruption costs.",
                Setting = TrainingSetting.SaveEvery,
                Value = (long)(every * 2),
            };
        }
    }
}
