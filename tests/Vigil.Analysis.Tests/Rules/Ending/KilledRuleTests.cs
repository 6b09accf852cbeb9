using System.Text.Json.Nodes;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Death;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Events;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>A kill that nothing explains.</summary>
public class KilledRuleTests
{
    [Fact]
    public void The_sender_is_to_be_found() =>
        Judge(DeathCertificateBuilderTests.Training().Ended(EndCause.Signal, 137, 9)).Findings.ShouldHaveSingleItem().Remedies[0].Title.ShouldBe("Find out who sent it");

    [Fact]
    public void A_kill_for_want_of_memory_is_explained() =>
        Judge(DeathCertificateBuilderTests.Training().Event(120, EventTypes.HostOom, new JsonObject { ["pid"] = 100, ["in_tree"] = true }).Ended(EndCause.HostOom, 137, 9)).State.ShouldBe(RuleState.Quiet);

    private static RuleVerdict Judge(EvidenceBuilder run) => new KilledRule().Evaluate(run.Build(), RuleOptions.Default);
}
