using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Death;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>/dev/shm that ran out.</summary>
public class SharedMemoryExhaustedRuleTests
{
    [Fact]
    public void Small_shared_memory_is_to_be_enlarged_or_done_without()
    {
        Finding finding = Judge(DeathCertificateBuilderTests.Training()
            .FileSystem("shm", (FileSystemMetrics.Total, _ => 64 << 20), (FileSystemMetrics.Available, _ => 0))
            .Setting(TrainingSetting.NumWorkers, 4, "num_workers").Setting(TrainingSetting.PrefetchFactor, 2, "prefetch_factor")
            .Says(CauseClass.ShmExhausted, "unable to write to file </torch_1>: No space left on device", 119)
            .Ended(EndCause.Error, 1)).Findings.ShouldHaveSingleItem();
        finding.Remedies[0].Action.ShouldContain("--shm-size=8g");
        finding.Remedies[0].Impact.ShouldContain("64.0 MiB");
        finding.Remedies.Select(remedy => remedy.Setting).ShouldBe([null, TrainingSetting.NumWorkers, TrainingSetting.PrefetchFactor]);
    }

    [Fact]
    public void A_run_without_workers_is_not_told_to_have_none() =>
        Judge(DeathCertificateBuilderTests.Training().Setting(TrainingSetting.NumWorkers, 0, "num_workers")
            .Says(CauseClass.ShmExhausted, "unable to open shared memory object", 119).Ended(EndCause.Error, 1)).Findings.Single().Remedies.ShouldHaveSingleItem();

    [Fact]
    public void A_full_disk_is_no_matter_of_shared_memory() =>
        Judge(DeathCertificateBuilderTests.Training().Says(CauseClass.DiskFull, "[Errno 28] No space left on device", 119).Ended(EndCause.Error, 1)).State.ShouldBe(RuleState.Quiet);

    private static RuleVerdict Judge(EvidenceBuilder run) => new SharedMemoryExhaustedRule().Evaluate(run.Build(), RuleOptions.Default);
}
