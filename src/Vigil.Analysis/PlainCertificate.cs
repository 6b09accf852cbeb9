using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Runs;

namespace Vigil.Analysis;

/// <summary>The verdict as the recorder saw the end, without weighing anything else.</summary>
internal static class PlainCertificate
{
    public static DeathCertificate Of(RunEvidence evidence)
    {
        RunOutcome? outcome = evidence.Run.Outcome;
        string text = outcome?.Explanation ?? (evidence.IsLive ? "The program is running." : "How it ended was not recorded.");
        return new DeathCertificate
        {
            Verdict = evidence.IsLive ? Verdict.Running : outcome is null ? Verdict.Unknown : Of(outcome.Cause),
            Headline = text,
            Confidence = 0.5,
            For = [new EvidenceItem { Kind = EvidenceKind.Outcome, Text = text }],
            At = outcome?.EndedAt,
            LogCause = evidence.Log.Primary,
            Step = evidence.Steps is [.., var last] ? last.Step : null,
        };
    }

    private static Verdict Of(EndCause cause) => cause switch
    {
        EndCause.Success => Verdict.Success,
        EndCause.Error => Verdict.Error,
        EndCause.Interrupted => Verdict.Interrupted,
        EndCause.Signal => Verdict.Killed,
        EndCause.HostOom => Verdict.HostOom,
        EndCause.CgroupOom => Verdict.CgroupOom,
        EndCause.CudaOom => Verdict.CudaOom,
        EndCause.RecorderKilled => Verdict.RecorderKilled,
        EndCause.NotStarted => Verdict.NotStarted,
        _ => Verdict.Unknown,
    };
}
