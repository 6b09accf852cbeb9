using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Events;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>A data-loading worker died, and memory does not explain it.</summary>
internal sealed class WorkerDeathRule : EndingRule
{
    private const int SignalKill = 9;

    public override RuleDescription Description { get; } = Describe("VIG104", "worker_died", "Data-loading worker died");

    protected override string Why => "The training cannot go on without its batches, and the worker's own last words are often lost.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) => certificate.Verdict == Verdict.WorkerDied;

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        long? signal = evidence.EventsOf(EventTypes.WorkerExit).Select(exit => exit.Integer("signal")).LastOrDefault(number => number is not null);
        yield return signal == SignalKill
            ? Advice("Find out who killed the worker", "Ask the system's log, the scheduler and whoever shares the machine for a SIGKILL at that time", "Memory was not short when it happened.")
            : Advice("Let crashes say where they happen", "Run once more with PYTHONFAULTHANDLER=1 in the environment", "The worker then prints its stack when it crashes.");

        // Meant for one run only, so no setting that would be kept.
        yield return Advice("See the error in the main process", "Run once with num_workers: 0", "What a worker dies of then shows in the main process with a traceback.");
    }
}
