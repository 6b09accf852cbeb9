using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Comparison;

/// <summary>Advice that an earlier run of the same name was given and this one followed: predicted against measured.</summary>
/// <param name="RunId">The earlier run.</param>
/// <param name="Proofs">What became of each piece of it; never empty.</param>
public sealed record FollowedAdvice(string RunId, IReadOnlyList<Proof> Proofs)
{
    /// <summary>Advice older than that many runs is not looked for.</summary>
    private const int RunsLookedAt = 10;

    private const int RunsListed = 500;

    /// <summary>Looks for it; null when this run follows nothing that a run before it was told.</summary>
    /// <param name="store">Where the runs and their reports are.</param>
    /// <param name="run">The run.</param>
    public static FollowedAdvice? Find(IRunStore store, RunEvidence run)
    {
        RunStart start = run.Run.Start;
        IEnumerable<RunRecord> earlier = store.ListRuns(RunsListed)
            .Where(other => other.Outcome is not null && other.Start.Name == start.Name && other.Start.StartedAt < start.StartedAt).Take(RunsLookedAt);
        foreach (RunRecord other in earlier)
        {
            if (store.LatestReport(other.Start.Id) is not { Recommendations.Count: > 0 } report)
            {
                continue;
            }

            // The settings first: samples are only read for a run whose advice was taken.
            RunEvidence before = EvidenceReader.Read(store, other);
            if (!Comparison.Proofs.IsAnyFollowed(report.Recommendations, SettingComparer.Compare(other, before.Settings, run.Run, run.Settings)))
            {
                continue;
            }

            RunComparison comparison = RunComparer.Compare(
                new ComparedRun(before, DeathCertificateBuilder.Build(before).Verdict),
                new ComparedRun(run, DeathCertificateBuilder.Build(run).Verdict));
            return new FollowedAdvice(other.Start.Id, Comparison.Proofs.Of(report.Recommendations, comparison));
        }

        return null;
    }
}
