using System.Text.Json.Nodes;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>A kill for want of memory: who held it, and what would have fitted.</summary>
public class MemoryKillRuleTests
{
    [Fact]
    public void A_kill_names_the_holders_and_offers_to_do_without_workers()
    {
        Finding finding = Judge(OomLedgerTests.Killed().Setting(TrainingSetting.NumWorkers, 2, "num_workers")).Findings.ShouldHaveSingleItem();
        finding.RuleId.ShouldBe("VIG100");
        finding.Title.ShouldBe("Control group out of memory");
        finding.Evidence.ShouldContain(item => item.Text == "Worker 101 held 4.00 GiB (25 %) before the kill.");
        Remedy first = finding.Remedies[0];
        first.Title.ShouldBe("Reduce worker count");
        first.Action.ShouldBe("Set num_workers: 0");
        first.Impact.ShouldStartWith("Saves ~8.00 GiB of memory");
        first.Value!.GetValue<int>().ShouldBe(0);
        first.Effect!.IsMeasured.ShouldBeTrue();
        finding.Remedies.ShouldContain(remedy => remedy.Title == "Raise the memory limit" && remedy.Impact == "The machine has 64.0 GiB.");
    }

    [Fact]
    public void On_unified_memory_the_documents_remedies_are_there()
    {
        const double GiB = 1L << 30;
        string[] titles = [.. Judge(new EvidenceBuilder()
            .System((SystemMetrics.MemoryTotal, _ => 120 * GiB), (SystemMetrics.MemoryUsed, _ => 119 * GiB), (SystemMetrics.MemoryAvailable, _ => GiB))
            .Process(100, ProcessRoles.Main, (ProcessMetrics.Resident, _ => 90 * GiB))
            .Process(101, ProcessRoles.Worker, (ProcessMetrics.Resident, _ => 8 * GiB)).Process(102, ProcessRoles.Worker, (ProcessMetrics.Resident, _ => 8 * GiB))
            .Steps(60).Command("python", "run.py", "config/my_lora.yaml")
            .Setting(TrainingSetting.NumWorkers, 2, "a").Setting(TrainingSetting.Quantize, false, "b").Setting(TrainingSetting.UseEma, true, "c")
            .Setting(TrainingSetting.BatchSize, 4, "d").Setting(TrainingSetting.MaxBatchSize, 4, "e")
            .Event(120, EventTypes.HostOom, new JsonObject { ["pid"] = 100, ["in_tree"] = true })
            .Ended(EndCause.HostOom, 137, 9)).Findings.Single().Remedies.Select(remedy => remedy.Title)];
        titles.ShouldContain("Reduce worker count");
        titles.ShouldContain("Enable quantization (qtype: qfloat8)");
        titles.ShouldContain("Disable EMA (use_ema: false)");
        titles.ShouldContain(title => title.StartsWith("Reduce max_batch_size to "));
    }

    [Fact]
    public void A_run_that_did_its_work_is_no_matter() => Judge(new EvidenceBuilder().Steps(10, step => step with { TotalSteps = 10 })).State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_live_run_has_not_ended() => Judge(new EvidenceBuilder().Live()).State.ShouldBe(RuleState.NotApplicable);

    private static RuleVerdict Judge(EvidenceBuilder run) => new MemoryKillRule().Evaluate(run.Build(), RuleOptions.Default);
}
