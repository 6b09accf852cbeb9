using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Recommendations;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Scoring;

namespace Vigil.Analysis;

/// <summary>Puts the analysis of a run together. No part that fails stops the others: it is said in <see cref="RunAnalysis.Faults"/>.</summary>
public static class RunAnalyzer
{
    /// <summary>Analyses a run, or a window of one.</summary>
    /// <param name="evidence">What is known; its store must be open.</param>
    /// <param name="options">The thresholds in force.</param>
    /// <param name="now">The time, seconds since the Unix epoch.</param>
    public static RunAnalysis Analyze(RunEvidence evidence, RuleOptions options, double now) => Analyze(evidence, options, now, RuleCatalogue.All);

    /// <summary>The same with other rules.</summary>
    internal static RunAnalysis Analyze(RunEvidence evidence, RuleOptions options, double now, IReadOnlyList<IRule> rules)
    {
        var faults = new List<string>();
        (RuleDescription Rule, RuleVerdict Verdict)[] verdicts = [.. rules.Select(rule => (rule.Description, Evaluate(rule, evidence, options, faults)))];
        DeathCertificate certificate = PlainCertificate.Of(evidence);
        return new RunAnalysis
        {
            Evidence = evidence,
            CreatedAt = now,
            Certificate = certificate,
            Health = HealthOf(certificate, verdicts),
            Verdicts = verdicts,
            Recommendations = Attempt("recommendations", () => Recommend(verdicts), [], faults),
            Faults = faults,
        };
    }

    private static RuleVerdict Evaluate(IRule rule, RunEvidence evidence, RuleOptions options, List<string> faults) => Attempt(
        $"rule {rule.Description.Id}",
        () => rule.Evaluate(evidence, options),
        new RuleVerdict(RuleState.Failed, "the rule itself failed", []),
        faults);

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

    private static Health HealthOf(DeathCertificate certificate, IEnumerable<(RuleDescription Rule, RuleVerdict Verdict)> verdicts)
    {
        Severity worst = verdicts.SelectMany(pair => pair.Verdict.Findings).Select(finding => finding.Severity).DefaultIfEmpty(Severity.Info).Max();
        return certificate.IsFailure || worst == Severity.Critical ? Health.Critical : worst == Severity.Warning ? Health.Warning : Health.Good;
    }

    private static IReadOnlyList<Recommendation> Recommend(IEnumerable<(RuleDescription Rule, RuleVerdict Verdict)> verdicts) =>
        [.. verdicts.SelectMany(pair => pair.Verdict.Findings)
            .OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.Confidence)
            .SelectMany(finding => finding.Remedies.Select(remedy => (Finding: finding, Remedy: remedy)))
            .Select((pair, index) => new Recommendation
            {
                Number = index + 1,
                Severity = pair.Finding.Severity,
                Title = pair.Remedy.Title,
                Action = pair.Remedy.Action,
                Impact = pair.Remedy.Impact,
                Effect = pair.Remedy.Effect,
                Setting = pair.Remedy.Setting,
                RecommendedValue = pair.Remedy.Value?.DeepClone(),
                Evidence = pair.Finding.Evidence,
                Confidence = pair.Finding.Confidence,
                RuleId = pair.Finding.RuleId,
            })];
}
