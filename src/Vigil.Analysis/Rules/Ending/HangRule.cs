using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>The run is, or was until somebody ended it, alive without a step.</summary>
internal sealed class HangRule : EndingRule
{
    private static readonly Threshold s_stalled = new("hang.stalled_seconds", 1800, 30, 604_800, "Silence without a step that counts as a hang whatever the run's rhythm, seconds.");
    private static readonly Threshold s_shortest = new("hang.shortest_seconds", 60, 1, 86_400, "The shortest silence that can be a hang while the run lives, seconds.");
    private static readonly Threshold s_shortestEnded = new("hang.shortest_ended_seconds", 10, 1, 86_400, "The shortest silence that can be a hang in a run that somebody then ended, seconds.");
    private static readonly Threshold s_rhythm = new("hang.rhythm_factor", 20, 2, 1000, "Silence in multiples of the run's own p99 time between steps from which an idle run hangs.");

    public override RuleDescription Description { get; } = Describe("VIG106", "hang", "Alive without a step", Severity.Critical, s_stalled, s_shortest, s_shortestEnded, s_rhythm);

    protected override string Why => "It holds its accelerators without using them, and will not go on by itself.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) => certificate.Verdict == Verdict.Hang;

    /// <summary>The thresholds of the certificate as they are set.</summary>
    public static HangThresholds Thresholds(RuleOptions options) => new()
    {
        StalledSeconds = options[s_stalled],
        ShortestSeconds = options[s_shortest],
        ShortestEndedSeconds = options[s_shortestEnded],
        RhythmFactor = options[s_rhythm],
    };

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        bool isDisk = certificate.Headline.Contains("network file system", StringComparison.Ordinal);
        SubjectSeries? main = evidence.Processes(ProcessRoles.Main).FirstOrDefault();
        string pid = main?.Attribute(SubjectAttributes.Pid) ?? "PID";
        yield return evidence.IsLive
            ? Advice("Ask where it waits", $"Run py-spy dump --pid {pid}", "Prints the line that every thread waits in, without stopping the program.")
            : Advice("Let it say where it waits", "Run again with faulthandler.dump_traceback_later(600, repeat=True) in the program", "The log then shows the line that every thread waits in.");
        if (isDisk)
        {
            yield return Advice("Check the file system", "Check disk, mount and network of the data and output folders", "A process in state D cannot even be killed until it answers.");
        }
        else if (evidence.Processes(ProcessRoles.Worker).Any())
        {
            yield return Advice("Rule the workers out", "Run once with num_workers: 0", "Shows whether workers and main process wait for each other; a lock held at the time of fork does that.");
        }

        if (evidence.Processes(ProcessRoles.Main).Skip(1).Any() || evidence.Of(Core.Metrics.SubjectKind.Gpu).Count > 1)
        {
            yield return Advice("Let collectives fail instead of waiting", "Give init_process_group a timeout, and set TORCH_NCCL_ASYNC_ERROR_HANDLING=1", "A rank that waits for one that is gone then ends with an error that names the operation.");
        }
    }
}
