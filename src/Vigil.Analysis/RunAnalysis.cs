using Vigil.Analysis.Comparison;
using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Analysis.Recommendations;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Scoring;
using Vigil.Analysis.Steps;
using Vigil.Analysis.Trends;

namespace Vigil.Analysis;

/// <summary>Everything that analysis says of a run or a window of it.</summary>
public sealed record RunAnalysis
{
    /// <summary>What it rests on.</summary>
    public required RunEvidence Evidence { get; init; }

    /// <summary>When it was made, seconds since the Unix epoch.</summary>
    public required double CreatedAt { get; init; }

    /// <summary>How it ended, or stands.</summary>
    public required DeathCertificate Certificate { get; init; }

    /// <summary>State at a glance.</summary>
    public required Health Health { get; init; }

    /// <summary>What every rule said, in the order of the catalogue.</summary>
    public required IReadOnlyList<(RuleDescription Rule, RuleVerdict Verdict)> Verdicts { get; init; }

    /// <summary>What to do, the most urgent first.</summary>
    public required IReadOnlyList<Recommendation> Recommendations { get; init; }

    /// <summary>How well it performed; null when that could not be worked out.</summary>
    public PerformanceScore? Score { get; init; }

    /// <summary>Who held the memory when it was scarcest.</summary>
    public OomLedger Ledger { get; init; } = new(null, []);

    /// <summary>For every remedy the peak that it would have made, main memory first.</summary>
    public IReadOnlyList<FitPrediction> Fits { get; init; } = [];

    /// <summary>Where the quantities of the run go; null when that could not be worked out.</summary>
    public TrendReport? Trends { get; init; }

    /// <summary>Where the time went; null when that could not be worked out.</summary>
    public StepTimeBreakdown? StepTime { get; init; }

    /// <summary>Parts of the analysis that failed, one sentence each: a fault of Vigil's, not of the run. Usually empty.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>What rules asked for as well, and why it is not among the recommendations.</summary>
    public IReadOnlyList<SetAsideRemedy> SetAside { get; init; } = [];

    /// <summary>Advice of an earlier run that this one followed; null when there is none, or when it was not looked for.</summary>
    public FollowedAdvice? Followed { get; init; }

    /// <summary>All findings, the most severe and surest first.</summary>
    public IEnumerable<Finding> Findings => Verdicts.SelectMany(pair => pair.Verdict.Findings)
        .OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.Confidence);
}
