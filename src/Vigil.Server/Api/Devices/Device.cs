using System.Text.Json.Nodes;
using Vigil.Core.Devices;
using Vigil.Core.Runs;
using Vigil.Server.Api.Machine;

namespace Vigil.Server.Api.Devices;

/// <summary>A device as its newest record shows it.</summary>
internal sealed record Device(string Name, DeviceState State, double LastSeen, RunRecord Record, MachineReading? Reading, DeviceDescription? Described, IntakeStatus? Intake)
{
    private const int StaleIntervals = 5;
    private const double LeastStaleSeconds = 10;
    private const double LeastLostSeconds = 60;

    /// <summary>The device of a record, judged at an instant.</summary>
    public static Device Of(RunRecord record, MachineReading? reading, DeviceDescription? described, IntakeStatus? intake, double now)
    {
        double seen = intake is not null ? intake.SeenUnixMilliseconds / 1000.0 : record.Outcome?.EndedAt ?? Math.Max(record.LastSeenAt, reading?.UnixSeconds ?? 0);
        return new Device(record.Start.Recorder.HostName, StateOf(record, reading, now - seen), seen, record, reading, described, intake);
    }

    /// <summary>As lists show it.</summary>
    public JsonObject ToJson()
    {
        JsonObject json = Reading?.ToJson() ?? MachineReading.Unknown();
        json["device_id"] = Name;
        json["state"] = EnumNames.ToSnakeCase(State);
        json["is_healthy"] = State == DeviceState.Healthy;
        json["last_seen"] = LastSeen;
        json["run_id"] = Record.Start.Id;
        json["source"] = EnumNames.ToSnakeCase(Record.Start.Kind);
        json["roles"] = new JsonArray([.. (Described?.Roles ?? []).Select(role => (JsonNode)role)]);
        json["model_loaded"] = Described?.Model;
        json["assigned_layers"] = new JsonArray([.. (Described?.Layers ?? []).Select(layer => (JsonNode)layer)]);
        json["clock_offset_seconds"] = Intake is null ? null : Intake.ClockOffsetMilliseconds / 1000.0;
        json["lost_items"] = Intake?.Lost ?? 0;
        return json;
    }

    // Reports are missed by the interval at which they were promised; a short one may come late by a moment of load.
    private static DeviceState StateOf(RunRecord record, MachineReading? reading, double silence) =>
        record.State == RunState.Finished ? DeviceState.Stopped
        : record.State != RunState.Running || silence > Math.Max(LeastLostSeconds, 2 * StaleIntervals * record.Start.SampleIntervalSeconds) ? DeviceState.Lost
        : silence > Math.Max(LeastStaleSeconds, StaleIntervals * record.Start.SampleIntervalSeconds) ? DeviceState.Stale
        : (string)ClusterHealth.Of(reading)["overall_status"]! is "warning" or "critical" ? DeviceState.Unhealthy
        : DeviceState.Healthy;
}
