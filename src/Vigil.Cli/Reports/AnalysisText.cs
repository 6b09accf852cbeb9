using System.Globalization;
using Vigil.Analysis;
using Vigil.Analysis.Death;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Recommendations;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Scoring;
using Vigil.Cli.Output;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Cli.Reports;

/// <summary>An analysis on one screen: what happened, why, what to do, and what that rests on.</summary>
internal static class AnalysisText
{
    private const int RecommendationsShown = 8;
    private const int FindingsShown = 8;
    private const int EvidenceShown = 5;

    public static void Write(TextScreen screen, RunAnalysis analysis)
    {
        WriteVerdict(screen, analysis);
        if (analysis.Followed is { } followed)
        {
            screen.Heading($"Since run {followed.RunId}");
            ComparisonText.Proofs(screen, followed.Proofs);
        }

        WriteRecommendations(screen, analysis);
        WriteFindings(screen, analysis);
        MemoryText.Write(screen, analysis);
        if (analysis.StepTime is { } time)
        {
            StepTimeText.Write(screen, time);
        }

        if (analysis.Trends is { } trends)
        {
            TrendsText.Write(screen, trends, analysis.Evidence.To);
        }

        LogText.WriteFindings(screen, analysis.Evidence.Log, analysis.Evidence.Run.Start.StartedAt);
        WriteRules(screen, analysis);
    }

    private static void WriteVerdict(TextScreen screen, RunAnalysis analysis)
    {
        RunRecord run = analysis.Evidence.Run;
        DeathCertificate certificate = analysis.Certificate;
        screen.Line($"{run.Start.Id}  {RunText.OneLine(run.Start.Name)}", Tint.Strong);
        Tint tint = analysis.Health switch { Health.Good => Tint.Good, Health.Warning => Tint.Doubtful, _ => Tint.Bad };
        screen.Folded("verdict  ", $"{Words(certificate.Verdict)} ({certificate.Confidence * 100:0} % sure), health {EnumNames.ToSnakeCase(analysis.Health)}{(analysis.Score is { } score ? $", score {score.Value:0}" : "")}", tint: tint);
        screen.Folded("         ", certificate.Headline);
        if (When(screen, analysis) is { } when)
        {
            screen.Folded("when     ", when);
        }

        foreach (EvidenceItem item in certificate.For.Take(EvidenceShown))
        {
            screen.Folded("for      ", item.Text);
        }

        foreach (EvidenceItem item in certificate.Against.Take(EvidenceShown))
        {
            screen.Folded("against  ", item.Text);
        }
    }

    private static string? When(TextScreen screen, RunAnalysis analysis)
    {
        var parts = new List<string>();
        if (analysis.Certificate.At is { } at)
        {
            parts.Add($"{screen.Clock(at)}, {Humanize.Duration(at - analysis.Evidence.Run.Start.StartedAt)} after the start");
        }

        if (analysis.Certificate.Step is { } step)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"step {step:N0}"));
        }

        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    private static void WriteRecommendations(TextScreen screen, RunAnalysis analysis)
    {
        if (analysis.Recommendations.Count == 0)
        {
            return;
        }

        screen.Heading("What to do");
        foreach (Recommendation recommendation in analysis.Recommendations.Take(RecommendationsShown))
        {
            string lead = string.Create(CultureInfo.InvariantCulture, $"{recommendation.Number,2}. ");
            screen.Folded(lead, $"{recommendation.Title} ({EnumNames.ToSnakeCase(recommendation.Severity)}{(recommendation.AlternativeTo is { } first ? $", or {first}" : "")})", tint: Of(recommendation.Severity));
            screen.Folded("    ", $"{Sentence(recommendation.Action)} {Sentence(recommendation.Impact)}");
            if (recommendation.Place is { } place)
            {
                screen.Folded("    ", $"{place.Path}: {Value(recommendation.CurrentValue)} → {Value(recommendation.RecommendedValue)}{(place.File is { } file ? $" in {file}" : "")}");
            }
        }

        if (analysis.Recommendations.Count > RecommendationsShown)
        {
            screen.Line($"    … and {analysis.Recommendations.Count - RecommendationsShown} more (--json)", Tint.Faint);
        }
    }

    private static string Sentence(string text) => text.Length == 0 || text[^1] is '.' or '!' or '?' ? text : text + ".";

    /// <summary>What was found, where it is more than what stands above.</summary>
    private static void WriteFindings(TextScreen screen, RunAnalysis analysis)
    {
        Finding[] findings = [.. analysis.Findings];
        if (findings.Length == 0)
        {
            return;
        }

        screen.Heading("What was found");
        foreach (Finding finding in findings.Take(FindingsShown))
        {
            screen.Folded("  ", $"{finding.Title} ({EnumNames.ToSnakeCase(finding.Severity)}, {finding.RuleId}, {finding.Confidence * 100:0} % sure)", tint: Of(finding.Severity));
            screen.Folded("    ", finding.Explanation);
        }

        if (findings.Length > FindingsShown)
        {
            screen.Line($"  … and {findings.Length - FindingsShown} more (--json)", Tint.Faint);
        }
    }

    private static Tint Of(Severity severity) => severity switch { Severity.Critical => Tint.Bad, Severity.Warning => Tint.Doubtful, _ => Tint.None };

    private static void WriteRules(TextScreen screen, RunAnalysis analysis)
    {
        screen.Heading("Rules");
        var counts = analysis.Verdicts.CountBy(pair => pair.Verdict.State).ToDictionary();
        string text = string.Join(", ", new[]
        {
            (RuleState.Fired, "fired"), (RuleState.Quiet, "quiet"), (RuleState.InsufficientData, "with too little data"),
            (RuleState.NotApplicable, "not applicable"), (RuleState.Failed, "failed"),
        }.Where(state => counts.ContainsKey(state.Item1)).Select(state => $"{counts[state.Item1]} {state.Item2}"));
        screen.Folded("  ", text.Length > 0 ? text : "none");
        foreach (string fault in analysis.Faults)
        {
            screen.Folded("  ", $"a part of the analysis failed: {fault}", tint: Tint.Doubtful);
        }
    }

    internal static string Words(Verdict verdict) => EnumNames.ToSnakeCase(verdict).Replace('_', ' ');

    internal static string Value(System.Text.Json.Nodes.JsonNode? value) => value is null ? "not set" : value is System.Text.Json.Nodes.JsonValue scalar && scalar.TryGetValue(out string? text) ? text : value.ToJsonString();
}
