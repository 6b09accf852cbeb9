using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>A GPU that was too small: the account, and what would have fitted.</summary>
public class CudaOomRuleTests
{
    private const string Message = "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 24.00 GiB of which 1.00 GiB is free.";

    [Fact]
    public void The_account_is_told_and_a_smaller_batch_offered()
    {
        Finding finding = Judge(OomLedgerTests.CudaOom(Message).Setting(TrainingSetting.BatchSize, 8, "batch_size")).Findings.ShouldHaveSingleItem();
        finding.Evidence.ShouldContain(item => item.Text == "The request that failed: 2.00 GiB.");
        finding.Remedies.ShouldContain(remedy => remedy.Setting == TrainingSetting.BatchSize && remedy.Effect!.Quantity == "gpu_memory");
    }

    [Fact]
    public void Another_tenant_of_the_device_is_named() =>
        Judge(OomLedgerTests.CudaOom(Message)).Findings.Single().Remedies[0].Action.ShouldContain("process 900 on GPU 0");

    [Fact]
    public void Where_nothing_is_known_of_the_settings_there_is_general_advice() =>
        Judge(new EvidenceBuilder().Says(CauseClass.CudaOom, "CUDA error: out of memory").Ended(EndCause.CudaOom, 1)).Findings.Single().Remedies.ShouldHaveSingleItem().Setting.ShouldBeNull();

    [Fact]
    public void Fragmentation_is_another_rules_matter() =>
        Judge(OomLedgerTests.CudaOom("CUDA out of memory. Tried to allocate 1.00 GiB (GPU 0; 24.00 GiB total capacity; 15.00 GiB already allocated; 0.50 GiB free; 20.00 GiB reserved in total by PyTorch)"))
            .State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_run_that_ended_well_is_no_matter() => Judge(new EvidenceBuilder()).State.ShouldBe(RuleState.Quiet);

    private static RuleVerdict Judge(EvidenceBuilder run) => new CudaOomRule().Evaluate(run.Build(), RuleOptions.Default);
}
