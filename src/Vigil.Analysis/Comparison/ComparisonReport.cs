using Vigil.Core.Runs;

namespace Vigil.Analysis.Comparison;

/// <summary>A comparison of two runs with what the store says beside it.</summary>
/// <param name="Comparison">The second run against the first.</param>
/// <param name="Proofs">What became of the advice that the first run was given; empty when it was given none.</param>
/// <param name="Regressions">Where the second run falls behind earlier ones of its name.</param>
/// <param name="Capacity">What runs of its name need.</param>
public sealed record ComparisonReport(RunComparison Comparison, IReadOnlyList<Proof> Proofs, IReadOnlyList<Regression> Regressions, CapacityPlan Capacity)
{
    /// <summary>More of a name's history than this is too long ago to matter.</summary>
    private const int HistoryRuns = 200;

    /// <summary>Compares two runs.</summary>
    /// <param name="store">Where they are; their evidence is read from it.</param>
    /// <param name="first">The run to compare with.</param>
    /// <param name="second">The run to compare.</param>
    public static ComparisonReport Create(IRunStore store, ComparedRun first, ComparedRun second)
    {
        RunRecord before = first.Evidence.Run;
        RunRecord after = second.Evidence.Run;
        RunComparison comparison = RunComparer.Compare(first, second);
        IReadOnlyList<Proof> proofs = store.LatestReport(before.Start.Id) is { } report ? Vigil.Analysis.Comparison.Proofs.Of(report.Recommendations, comparison) : [];
        RunFigures[] earlier = [.. store.ListRuns()
            .Where(run => run.Start.Name == after.Start.Name && run.Start.StartedAt < after.Start.StartedAt)
            .Take(HistoryRuns).Select(RunFigures.Of)];
        RunFigures figures = RunFigures.Of(after);
        return new ComparisonReport(comparison, proofs, RunHistory.Regressions(earlier, figures), RunHistory.Capacity([.. earlier, figures]));
    }
}
