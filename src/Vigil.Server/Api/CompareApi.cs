using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Analysis;
using Vigil.Analysis.Comparison;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Rules;
using Vigil.Core.Runs;

namespace Vigil.Server.Api;

/// <summary>Runs against the first of them.</summary>
internal static class CompareApi
{
    private const int MostRuns = 8;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/compare", Compare).WithName("compareRuns").WithSummary("Differences of settings and of what was measured, the first run against the others.");

    private static IResult Compare(string? runs, IRunStore store, RuleOptions rules, TimeProvider time)
    {
        string[] names = (runs ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.Length is >= 2 and <= MostRuns
            ? Find(store, names, [], found => Answer.Json(Create(store, found, rules, time)))
            : Answer.BadRequest($"runs must name 2 to {MostRuns} runs, with commas between them.");
    }

    /// <summary>One after the other: the first that is not found, or is ambiguous, is the answer.</summary>
    private static IResult Find(IRunStore store, string[] names, RunRecord[] found, Func<RunRecord[], IResult> answer) => found.Length == names.Length
        ? answer(found)
        : RunFinder.With(store, names[found.Length], run => Find(store, names, [.. found, run], answer));

    private static JsonObject Create(IRunStore store, RunRecord[] runs, RuleOptions rules, TimeProvider time)
    {
        double now = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        ComparedRun Analyzed(RunRecord run)
        {
            RunAnalysis analysis = RunAnalyzer.Analyze(EvidenceReader.Read(store, run, null), rules, now);
            return new ComparedRun(analysis.Evidence, analysis.Certificate.Verdict);
        }

        ComparedRun first = Analyzed(runs[0]);
        JsonObject[] comparisons = [.. runs.Skip(1).Select(run => ComparisonJson.Create(ComparisonReport.Create(store, first, Analyzed(run))))];
        JsonObject answer = comparisons[0];
        if (comparisons.Length > 1)
        {
            answer["others"] = new JsonArray([.. comparisons.Skip(1)]);
        }

        return answer;
    }
}
