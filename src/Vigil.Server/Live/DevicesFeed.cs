using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Core.Live;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Server.Api.Machine;
using Vigil.Server.Monitoring;

namespace Vigil.Server.Live;

/// <summary>This machine for those who follow it, from one record to the next.</summary>
internal sealed class DevicesFeed(IRunStore store, MachineRecords records)
{
    // Beyond this a client reads its charts afresh, down-sampled, rather than row by row.
    private const long FarMilliseconds = 15 * 60 * 1000;
    private const int LookBackIntervals = 3;

    /// <summary>The machine now, and where changes go on.</summary>
    public (JsonObject Machine, DevicesCursor Cursor) Snapshot()
    {
        RunRecord? record = records.Newest();
        JsonObject machine = MachineJson.Create(store, record);
        return (machine, new DevicesCursor(record?.Start.Id ?? "", Milliseconds((double?)machine["at"])));
    }

    /// <summary>Whether a place lies so far back, or ahead, that a snapshot serves better.</summary>
    public bool IsFar(DevicesCursor since) =>
        records.Newest() is not { } record || Milliseconds(MachineRecords.EndOf(record)) - since.Milliseconds is < -FarMilliseconds or > FarMilliseconds;

    /// <summary>What is new since a place: the machine now, and the samples in between; null when nothing is.</summary>
    public (JsonObject? Message, DevicesCursor Cursor) ReadChanges(DevicesCursor since)
    {
        if (records.Newest() is not { } record)
        {
            return since.RecordId.Length == 0 ? (null, since) : (new JsonObject { ["machine"] = MachineJson.Create(store, null), ["t"] = new JsonArray(), ["samples"] = new JsonArray() }, default);
        }

        long before = since.Milliseconds - (long)(LookBackIntervals * record.Start.SampleIntervalSeconds * 1000);
        var rows = new List<NewRows>();
        foreach (StoredSubject subject in store.ReadSubjects(record.Start.Id))
        {
            if (IsOfTheMachine(subject.Kind) && Milliseconds(subject.LastSeen) > since.Milliseconds)
            {
                SeriesTable read = store.ReadSeries(record.Start.Id, subject.Id, before);
                rows.Add(new NewRows(subject, read, read.UnixMilliseconds.Count(time => time <= since.Milliseconds)));
            }
        }

        (JsonArray times, JsonArray samples) = NewSamples.Create(rows);
        if (times.Count == 0 && record.Start.Id == since.RecordId && record.State == RunState.Running)
        {
            return (null, since);
        }

        long last = times.Count == 0 ? since.Milliseconds : (long)times[^1]!;
        var cursor = new DevicesCursor(record.State == RunState.Running ? record.Start.Id : record.Start.Id + DevicesCursor.Ended, last);
        return cursor == since ? (null, since) : (new JsonObject { ["machine"] = MachineJson.Create(store, record), ["t"] = times, ["samples"] = samples }, cursor);
    }

    /// <summary>Processes are many and have an address of their own.</summary>
    private static bool IsOfTheMachine(SubjectKind kind) => kind is not (SubjectKind.Process or SubjectKind.GpuProcess or SubjectKind.Recorder);

    private static long Milliseconds(double? seconds) => (long)Math.Round((seconds ?? 0) * 1000);
}

/// <summary>How far a follower of this machine was told.</summary>
/// <param name="RecordId">The record, with <see cref="Ended"/> after it once its end was told; empty before any.</param>
/// <param name="Milliseconds">Time of the latest sample that was told, Unix milliseconds.</param>
internal readonly record struct DevicesCursor(string RecordId, long Milliseconds)
{
    /// <summary>Stands in no id.</summary>
    public const string Ended = "!";

    private const int LongestText = 100;

    /// <summary>As clients keep it: a text that only the server reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"d1.{RecordId}.{Milliseconds}");

    /// <summary>Reads it back; null when it is none of this server's.</summary>
    public static DevicesCursor? Parse(string text) =>
        text.Length <= LongestText && text.Split('.') is ["d1", var record, var at] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
            ? new DevicesCursor(record, milliseconds)
            : null;
}
