using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Analysis;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Reports;
using Vigil.Analysis.Rules;
using Vigil.Core.Runs;
using Vigil.Core.Series;
using Vigil.Server.Api.Machine;
using Vigil.Server.Api.Shapes;
using Vigil.Server.Monitoring;

namespace Vigil.Server.Api;

/// <summary>The machine that the server runs on: now, over time, who uses it, and what is wrong with it.</summary>
internal static class MachineApi
{
    private const string Root = "/api/v1/machine";
    private const double DefaultWindowSeconds = 600;
    private const double MostWindowSeconds = 7 * 86_400;
    private const int MostProcesses = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, (IRunStore store, MachineRecords records) => Answer.Json(MachineJson.Create(store, records.Newest()))).WithName("getMachine").WithSummary("The newest reading of everything on this machine.");
        routes.MapGet(Root + "/series", Series).WithName("getMachineSeries").WithSummary("Series of this machine over all its records, reduced to as many points as asked for.");
        routes.MapGet(Root + "/processes", Processes).WithName("listMachineProcesses").WithSummary("The processes that use most of this machine now.");
        routes.MapGet(Root + "/findings", Findings).WithName("getMachineFindings").WithSummary("What the rules say of the last minutes of this machine.");
    }

    private static IResult Series(string? series, double? from, double? to, int? points, bool? bands, string? format, HttpRequest request, IRunStore store, ISeriesReader reader, MachineRecords records, TimeProvider time)
    {
        double end = to ?? time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        double start = from ?? end - DefaultWindowSeconds;
        return TimeWindow.IsSound(start, end)
            ? new SeriesQuery(series, points, bands, format).Answer(records.Within(start, end), start, end, request, store, reader)
            : Answer.BadRequest(TimeWindow.Fault);
    }

    private static IResult Processes(string? order, int? limit, IRunStore store, MachineRecords records)
    {
        string by = order ?? "cpu";
        return !TopProcesses.Orders.Contains(by) ? Answer.BadRequest($"order is none of {string.Join(", ", TopProcesses.Orders)}.")
            : limit is < 1 or > MostProcesses ? Answer.BadRequest($"limit must lie between 1 and {MostProcesses}.")
            : Answer.Json(new JsonObject { ["order"] = by, ["processes"] = TopProcesses.Create(store, records.Newest(), by, limit ?? 20) });
    }

    private static IResult Findings(double? window, IRunStore store, MachineRecords records, RuleOptions options)
    {
        if (window is not null and not (> 0 and <= MostWindowSeconds))
        {
            return Answer.BadRequest($"window must be a number of seconds above 0 and at most {MostWindowSeconds}.");
        }

        if (records.Newest() is not { } record)
        {
            return Answer.Json(new JsonObject { ["run_id"] = null, ["window"] = null, ["findings"] = new JsonArray(), ["rules"] = new JsonArray() });
        }

        RunEvidence evidence = EvidenceReader.Read(store, record, window ?? DefaultWindowSeconds);
        IReadOnlyList<(RuleDescription Rule, RuleVerdict Verdict)> verdicts = RunAnalyzer.JudgeMachine(evidence, options);
        IEnumerable<Finding> findings = verdicts.SelectMany(pair => pair.Verdict.Findings).OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.Confidence);
        return Answer.Json(new JsonObject
        {
            ["run_id"] = record.Start.Id,
            ["window"] = new JsonObject { ["from"] = evidence.From, ["to"] = evidence.To },
            ["findings"] = new JsonArray([.. findings.Select(finding => (JsonNode)AnalysisJson.Finding(finding))]),
            ["rules"] = new JsonArray([.. verdicts.Select(pair => (JsonNode)new JsonObject
            {
                ["id"] = pair.Rule.Id,
                ["name"] = pair.Rule.Name,
                ["state"] = EnumNames.ToSnakeCase(pair.Verdict.State),
                ["reason"] = pair.Verdict.Reason,
            })]),
        });
    }
}
