using System.Text.Json.Nodes;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Death;
using Vigil.Analysis.Tests.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>A worker that died of itself, or by an unknown hand.</summary>
public class WorkerDeathRuleTests
{
    [Theory]
    [InlineData(11, "Let crashes say where they happen")]
    [InlineData(9, "Find out who killed the worker")]
    public void What_to_do_follows_from_the_signal(int signal, string title) =>
        Judge(DeathCertificateBuilderTests.Training()
            .Event(118, EventTypes.WorkerExit, new JsonObject { ["pid"] = 101, ["signal"] = signal })
            .Says(CauseClass.DataloaderWorkerDied, "RuntimeError: DataLoader worker (pid(s) 101) exited unexpectedly", 119)
            .Ended(EndCause.Error, 1)).Findings.ShouldHaveSingleItem().Remedies[0].Title.ShouldBe(title);

    [Fact]
    public void A_worker_killed_for_want_of_memory_is_a_matter_of_memory() => Judge(OomLedgerTests.Killed()).State.ShouldBe(RuleState.Quiet);

    private static RuleVerdict Judge(EvidenceBuilder run) => new WorkerDeathRule().Evaluate(run.Build(), RuleOptions.Default);
}
