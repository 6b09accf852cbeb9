using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Server.Api;

/// <summary>The processes of a run with what each of them used.</summary>
internal static class ProcessesApi
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/runs/{id}/processes", Processes).WithName("listProcesses").WithSummary("Processes of a run, with what each of them used.");

    private static IResult Processes(string id, IRunStore store) => RunFinder.With(store, id, run =>
    {
        RunEvent[] exits = [.. store.ReadEvents(run.Start.Id).Select(stored => stored.Event).Where(happened => happened.Type is EventTypes.ProcessExit or EventTypes.WorkerExit)];
        return Answer.Json(new JsonObject
        {
            ["processes"] = new JsonArray([.. store.ReadSubjects(run.Start.Id).Where(subject => subject.Kind == SubjectKind.Process).Select(subject => (JsonNode)One(store, run, subject, exits))]),
        });
    });

    private static JsonObject One(IRunReader store, RunRecord run, StoredSubject subject, RunEvent[] exits)
    {
        SeriesTable series = store.ReadSeries(run.Start.Id, subject.Id);
        long? pid = Number(subject, SubjectAttributes.Pid);

        // A number may be used again: its exit is the first one that is told once it was seen for the last time.
        RunEvent? exit = Array.Find(exits, happened => happened.Integer("pid") == pid && happened.UnixSeconds >= subject.LastSeen - run.Start.SampleIntervalSeconds);
        double? user = Latest(series, ProcessMetrics.CpuUser);
        double? system = Latest(series, ProcessMetrics.CpuSystem);
        return new JsonObject
        {
            ["key"] = subject.Key,
            ["pid"] = pid,
            ["parent_pid"] = Number(subject, SubjectAttributes.ParentPid),
            ["name"] = subject.Attributes.GetValueOrDefault(SubjectAttributes.Name),
            ["role"] = subject.Attributes.GetValueOrDefault(SubjectAttributes.Role),
            ["command_line"] = subject.Attributes.GetValueOrDefault(SubjectAttributes.CommandLine),
            ["first_seen"] = subject.FirstSeen,
            ["last_seen"] = subject.LastSeen,
            ["exit_code"] = exit?.Integer("exit_code"),
            ["signal"] = exit?.Integer("signal"),
            ["memory_peak_bytes"] = Values(series, ProcessMetrics.Resident).Max(value => (long?)value),
            ["cpu_seconds"] = user is null && system is null ? null : Math.Round((user ?? 0) + (system ?? 0), 2),
            ["read_bytes"] = Latest(series, ProcessMetrics.ReadBytes),
            ["written_bytes"] = Latest(series, ProcessMetrics.WriteBytes),
        };
    }

    private static IEnumerable<long> Values(SeriesTable series, Metric metric) =>
        series.Columns.GetValueOrDefault(metric.Name, []).Where(value => value != Reading.NotAvailable);

    private static double? Latest(SeriesTable series, Metric metric) => Values(series, metric).Select(value => (double?)(value * metric.Scale)).LastOrDefault();

    private static long? Number(StoredSubject subject, string attribute) =>
        long.TryParse(subject.Attributes.GetValueOrDefault(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
