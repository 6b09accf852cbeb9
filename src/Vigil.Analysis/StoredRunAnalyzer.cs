using Vigil.Analysis.Comparison;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Rules;
using Vigil.Core.Runs;

namespace Vigil.Analysis;

/// <summary>Analyses runs of a store: what <see cref="RunAnalyzer"/> says of one, and what became of the advice given before it.</summary>
public static class StoredRunAnalyzer
{
    /// <summary>Analyses a run; the store must stay open for as long as the analysis is read.</summary>
    /// <param name="store">Where the run is.</param>
    /// <param name="run">The run.</param>
    /// <param name="options">The thresholds in force.</param>
    /// <param name="time">The clock.</param>
    /// <param name="windowSeconds">Looks only at the last so many seconds; null for the whole run.</param>
    public static RunAnalysis Analyze(IRunStore store, RunRecord run, RuleOptions options, TimeProvider time, double? windowSeconds = null)
    {
        RunEvidence evidence = EvidenceReader.Read(store, run, windowSeconds);
        RunAnalysis analysis = RunAnalyzer.Analyze(evidence, options, time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
        return windowSeconds is null && run.Outcome is not null ? RunAnalyzer.WithFollowedAdvice(analysis, () => FollowedAdvice.Find(store, evidence)) : analysis;
    }
}
