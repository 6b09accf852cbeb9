using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules;

/// <summary>Puts a rule's name to what it finds.</summary>
internal static class RuleDescriptionExtensions
{
    /// <summary>A verdict of one finding.</summary>
    public static RuleVerdict Fired(
        this RuleDescription rule,
        Severity severity,
        string title,
        string explanation,
        double confidence,
        IReadOnlyList<EvidenceItem> evidence,
        params IEnumerable<Remedy?> remedies) => RuleVerdict.Fired(rule.Finding(severity, title, explanation, confidence, evidence, remedies));

    /// <summary>A finding.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="severity">How much it matters.</param>
    /// <param name="title">Headline.</param>
    /// <param name="explanation">What was seen, and why it matters.</param>
    /// <param name="confidence">How sure, 0 to 1.</param>
    /// <param name="evidence">What it rests on.</param>
    /// <param name="remedies">What could be done; those that do not apply are null.</param>
    public static Finding Finding(
        this RuleDescription rule,
        Severity severity,
        string title,
        string explanation,
        double confidence,
        IReadOnlyList<EvidenceItem> evidence,
        params IEnumerable<Remedy?> remedies) => new()
        {
            RuleId = rule.Id,
            Severity = severity,
            Title = title,
            Explanation = explanation,
            Confidence = confidence,
            Evidence = evidence,
            Remedies = [.. remedies.OfType<Remedy>()],
        };
}
