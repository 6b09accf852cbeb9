using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Death;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>A disk or quota that was full.</summary>
public class DiskFullRuleTests
{
    [Fact]
    public void Room_is_to_be_made_and_fewer_checkpoints_kept()
    {
        EvidenceBuilder run = DeathCertificateBuilderTests.Training()
            .Setting(TrainingSetting.SaveTotalLimit, null, "save_total_limit").Setting(TrainingSetting.SaveEvery, 100, "save_steps")
            .Says(CauseClass.DiskFull, "OSError: [Errno 28] No space left on device", 119).Ended(EndCause.Error, 1);
        for (int i = 1; i <= 5; i++)
        {
            run.Event(i * 20, EventTypes.CheckpointSaved);
        }

        Finding finding = Judge(run).Findings.ShouldHaveSingleItem();
        finding.Remedies.Select(remedy => remedy.Setting).ShouldBe([null, TrainingSetting.SaveTotalLimit, TrainingSetting.SaveEvery]);
        finding.Remedies[2].Value!.GetValue<long>().ShouldBe(200);
    }

    [Fact]
    public void What_already_keeps_two_is_not_told_to() =>
        Judge(DeathCertificateBuilderTests.Training().Setting(TrainingSetting.SaveTotalLimit, 2, "save_total_limit")
            .Says(CauseClass.DiskFull, "Disk quota exceeded", 119).Ended(EndCause.Error, 1)).Findings.Single().Remedies.ShouldHaveSingleItem();

    [Fact]
    public void Another_error_is_no_matter() =>
        Judge(DeathCertificateBuilderTests.Training().Says(CauseClass.FileMissing, "x", 119).Ended(EndCause.Error, 1)).State.ShouldBe(RuleState.Quiet);

    private static RuleVerdict Judge(EvidenceBuilder run) => new DiskFullRule().Evaluate(run.Build(), RuleOptions.Default);
}
