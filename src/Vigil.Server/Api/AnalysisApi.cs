using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Analysis;
using Vigil.Analysis.Reports;
using Vigil.Analysis.Rules;
using Vigil.Core.Runs;

namespace Vigil.Server.Api;

/// <summary>The analysis of a run, under Vigil's own address and under that of the training document.</summary>
internal static class AnalysisApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/runs/{id}/analysis", Analyze).WithName("getAnalysis").WithSummary("Verdict, findings, recommendations, log errors and timeline.");
        routes.MapGet("/api/jobs/{id}/analysis", Analyze).WithName("getJobAnalysis").WithSummary("The same, under the training document's address.");
    }

    private static IResult Analyze(string id, double? window, IRunStore store, RuleOptions options, TimeProvider time)
    {
        if (window is not null and not (> 0 and < 1e9))
        {
            return Answer.BadRequest("window must be a number of seconds above 0.");
        }

        return RunFinder.With(store, id, run => Answer.Json(AnalysisJson.Create(StoredRunAnalyzer.Analyze(store, run, options, time, window))));
    }
}
