using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Runs;
using Vigil.Server.Monitoring;

namespace Vigil.Server.Api;

/// <summary>Whether this machine is recorded, and the controls of it.</summary>
internal static class MonitoringApi
{
    private const string Root = "/api/v1/monitoring";
    private const double ShortestInterval = 0.1;
    private const double LongestInterval = 3600;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, (MachineMonitor monitor, MachineRecords records) => Answer.Json(Describe(monitor, records))).WithName("getMonitoring").WithSummary("Whether this machine is recorded, by whom, and since when.");
        routes.MapPost(Root + "/start", StartAsync).WithName("startMonitoring").WithSummary("Records this machine from now on.");
        routes.MapPost(Root + "/stop", StopAsync).WithName("stopMonitoring").WithSummary("Ends the recording of this machine.");
        routes.MapDelete(Root + "/history", ClearAsync).WithName("clearMonitoring").WithSummary("Deletes what was recorded of this machine by itself.");
    }

    private static async Task<IResult> StartAsync(double? interval, MachineMonitor monitor, MachineRecords records, CancellationToken cancellationToken)
    {
        if (interval is not null and not (>= ShortestInterval and <= LongestInterval))
        {
            return Answer.BadRequest($"interval must be a number of seconds from {ShortestInterval} to {LongestInterval}.");
        }

        await monitor.BeginAsync(interval, cancellationToken);
        return Answer.Json(Describe(monitor, records));
    }

    private static async Task<IResult> StopAsync(MachineMonitor monitor, MachineRecords records, CancellationToken cancellationToken)
    {
        await monitor.CeaseAsync(cancellationToken);
        return Answer.Json(Describe(monitor, records));
    }

    private static async Task<IResult> ClearAsync(MachineMonitor monitor, CancellationToken cancellationToken) =>
        Answer.Json(new JsonObject { ["deleted"] = await monitor.ClearAsync(cancellationToken) });

    private static JsonObject Describe(MachineMonitor monitor, MachineRecords records)
    {
        MonitoringState state = monitor.State;
        IReadOnlyList<RunRecord> all = records.All();
        RunRecord? going = records.Going();
        return new JsonObject
        {
            ["state"] = EnumNames.ToSnakeCase(state),
            ["monitoring"] = state != MonitoringState.Off,
            ["wanted"] = monitor.IsWanted,
            ["host"] = MachineRecords.Host,
            ["run_id"] = going?.Start.Id,
            ["since"] = going?.Start.StartedAt,
            ["interval_seconds"] = going?.Start.SampleIntervalSeconds,
            ["recorder_pid"] = going?.Start.Recorder.ProcessId,
            ["history_from"] = all.Count == 0 ? null : all[0].Start.StartedAt,
            ["records"] = all.Count,
        };
    }
}
