using System.Text.Json.Nodes;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Death;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Events;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>A crash in native code.</summary>
public class CrashRuleTests
{
    [Fact]
    public void The_library_that_the_kernel_names_is_to_be_changed() =>
        Judge(DeathCertificateBuilderTests.Training()
            .Event(120, EventTypes.Signal, new JsonObject { ["pid"] = 100, ["in_tree"] = true, ["sender"] = "kernel", ["kernel"] = "python[100]: segfault at 0 ip 00007f sp 00007f error 4 in libfoo.so[7f00+1000]" })
            .Ended(EndCause.Signal, 139, 11)).Findings.ShouldHaveSingleItem().Remedies[0].Action.ShouldContain("libfoo.so");

    [Fact]
    public void A_GPU_that_reported_an_error_comes_first() =>
        Judge(DeathCertificateBuilderTests.Training()
            .Event(119, EventTypes.GpuXid, new JsonObject { ["kernel"] = "NVRM: Xid (PCI:0000:06:00): 79, GPU has fallen off the bus." })
            .Ended(EndCause.Signal, 134, 6)).Findings.ShouldHaveSingleItem().Remedies[0].Title.ShouldBe("Check the GPU");

    [Fact]
    public void Without_more_evidence_the_stack_is_to_be_printed() =>
        Judge(DeathCertificateBuilderTests.Training().Ended(EndCause.Signal, 139, 11)).Findings.Single().Remedies.ShouldHaveSingleItem().Action.ShouldContain("PYTHONFAULTHANDLER=1");

    [Fact]
    public void A_kill_is_no_crash() => Judge(DeathCertificateBuilderTests.Training().Ended(EndCause.Signal, 137, 9)).State.ShouldBe(RuleState.Quiet);

    private static RuleVerdict Judge(EvidenceBuilder run) => new CrashRule().Evaluate(run.Build(), RuleOptions.Default);
}
