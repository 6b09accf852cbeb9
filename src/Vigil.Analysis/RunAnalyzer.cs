using Vigil.Analysis.Comparison;
using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Analysis.Recommendations;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Scoring;
using Vigil.Analysis.Steps;
using Vigil.Analysis.Trends;

namespace Vigil.Analysis;

/// <summary>Puts the analysis of a run together. No part that fails stops the others: it is said in <see cref="RunAnalysis.Faults"/>.</summary>
public static class RunAnalyzer
{
    /// <summary>Analyses a run, or a window of one.</summary>
    /// <param name="evidence">What is known; its store must be open.</param>
    /// <param name="options">The thresholds in force.</param>
    /// <param name="now">The time, seconds since the Unix epoch.</param>
    public static RunAnalysis Analyze(RunEvidence evidence, RuleOptions options, double now) => Analyze(evidence, options, now, RuleCatalogue.All);

    /// <summary>What the rules for machines say of a window of a record, in the order of the catalogue; of one that fails it is said.</summary>
    /// <param name="evidence">The window; its store must be open.</param>
    /// <param name="options">The thresholds in force.</param>
    public static IReadOnlyList<(RuleDescription Rule, RuleVerdict Verdict)> JudgeMachine(RunEvidence evidence, RuleOptions options)
    {
        var faults = new List<string>();
        return [.. RuleCatalogue.ForMachines.Select(rule => (rule.Description, Evaluate(rule, evidence, options, faults)))];
    }

    /// <summary>The same with other rules.</summary>
    internal static RunAnalysis Analyze(RunEvidence evidence, RuleOptions options, double now, IReadOnlyList<IRule> rules)
    {
        var faults = new List<string>();
        (RuleDescription Rule, RuleVerdict Verdict)[] verdicts = [.. rules.Select(rule => (rule.Description, Evaluate(rule, evidence, options, faults)))];
        RecommendationPlan plan = Attempt(
            "recommendations", () => Recommend(verdicts, evidence), RecommendationPlan.Empty, faults);
        DeathCertificate certificate = Attempt("certificate", () => DeathCertificateBuilder.Build(evidence, HangRule.Thresholds(options)), Unknown(evidence), faults);
        return new RunAnalysis
        {
            Evidence = evidence,
            CreatedAt = now,
            Certificate = certificate,
            Health = HealthJudge.Judge(certificate, verdicts.SelectMany(pair => pair.Verdict.Findings)),
            Score = Attempt<PerformanceScore?>("score", () => PerformanceScore.Of(evidence, verdicts), null, faults),
            Verdicts = verdicts,
            StepTime = Attempt<StepTimeBreakdown?>("step time", () => StepTimeBreakdown.Of(evidence), null, faults),
            Ledger = Attempt("ledger", () => OomLedger.Of(evidence), new OomLedger(null, []), faults),
            Fits = Attempt("what fits", () => Fits(evidence), [], faults),
            Trends = Attempt<TrendReport?>("trends", () => TrendReporter.Of(evidence), null, faults),
            Recommendations = plan.Recommendations,
            SetAside = plan.SetAside,
            Faults = faults,
        };
    }

    /// <summary>The same with what became of earlier advice, behind the boundary that every part has.</summary>
    internal static RunAnalysis WithFollowedAdvice(RunAnalysis analysis, Func<FollowedAdvice?> find)
    {
        var faults = new List<string>(analysis.Faults);
        return analysis with { Followed = Attempt("followed advice", find, null, faults), Faults = faults };
    }

    private static RecommendationPlan Recommend((RuleDescription Rule, RuleVerdict Verdict)[] verdicts, RunEvidence evidence) => RecommendationBuilder.Build(
        verdicts.SelectMany(pair => pair.Verdict.Findings),
        evidence.Settings,
        verdicts.Where(pair => pair.Rule.Category == RuleCategory.Ending).Select(pair => pair.Rule.Id).ToHashSet());

    private static RuleVerdict Evaluate(IRule rule, RunEvidence evidence, RuleOptions options, List<string> faults) => Attempt(
        $"rule {rule.Description.Id}",
        () => rule.Evaluate(evidence, options),
        new RuleVerdict(RuleState.Failed, "the rule itself failed", []),
        faults);

    /// <summary>Main memory first; where the model lives in it as well, its remedies are among those already.</summary>
    private static IReadOnlyList<FitPrediction> Fits(RunEvidence evidence) =>
        [.. WhatFits.ForMemory(evidence), .. WhatFits.ForModel(evidence).Where(prediction => prediction.Resource != "memory")];

    /// <summary>The boundary of each part: whatever went wrong is said, and the rest goes on.</summary>
    private static T Attempt<T>(string part, Func<T> make, T otherwise, List<string> faults)
    {
        try
        {
            return make();
        }
        catch (Exception exception)
        {
            faults.Add($"{part}: {exception.GetType().Name}: {exception.Message}");
            return otherwise;
        }
    }

    /// <summary>What is left to say when the certificate cannot be drawn: what the recorder saw.</summary>
    private static DeathCertificate Unknown(RunEvidence evidence)
    {
        string text = evidence.Run.Outcome?.Explanation ?? "How it ended is not known.";
        return new DeathCertificate
        {
            Verdict = evidence.IsLive ? Verdict.Running : Verdict.Unknown,
            Headline = text,
            Confidence = 0,
            For = [new EvidenceItem { Kind = EvidenceKind.Outcome, Text = text }],
        };
    }
}
