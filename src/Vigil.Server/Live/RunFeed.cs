using System.Text.Json.Nodes;
using Vigil.Core.Library;
using Vigil.Core.Live;
using Vigil.Core.Runs;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Live;

/// <summary>Reads a run for those who follow it.</summary>
internal sealed class RunFeed(ILiveReader live, IRunLibrary library, IRunStore store)
{
    // Beyond these a client is told to start afresh: charts are then read in one go, down-sampled, rather than row by row.
    private const long FarSamples = 15 * 60;
    private const long FarRows = 20_000;
    private const long FarBytes = 4 << 20;

    /// <summary>A snapshot and where changes go on from it; null when the run is gone.</summary>
    public (JsonObject Run, RunCursor Cursor)? Snapshot(string runId) =>
        live.ReadCursor(runId) is { } cursor && library.Get(runId) is { } listed
            ? (RunItemJson.CreateDetail(listed, LatestFigures.Read(store, listed.Run)), cursor)
            : null;

    /// <summary>Whether a cursor lies so far behind that a snapshot serves better than all changes since, or cannot be right.</summary>
    public bool IsFar(string runId, RunCursor since)
    {
        if (live.ReadCursor(runId) is not { } now)
        {
            return false;
        }

        long behind = Sum(now.OutputBytes) - Sum(since.OutputBytes);
        return now.SampleId - since.SampleId is < 0 or > FarSamples
            || now.EventId - since.EventId > FarRows
            || now.StepId - since.StepId > FarRows
            || behind > FarBytes;
    }

    /// <summary>What is new, without type, topic and id; null when nothing is, or the run is gone.</summary>
    /// <returns>The message, where to go on, the run's state, and whether there is more to tell at once.</returns>
    public (JsonObject? Message, RunCursor Cursor, RunState State, bool More) ReadChanges(string runId, RunCursor since, RunState known)
    {
        if (live.ReadChanges(runId, since) is not { } changes)
        {
            return (null, since, known, false);
        }

        bool ended = changes.Run.State != RunState.Running;
        (JsonArray lines, long[] read, bool more) = NewOutput.Take(changes.Output, since.OutputBytes, ended);
        (JsonArray times, JsonArray samples) = NewSamples.Create(changes.Samples);
        RunCursor cursor = changes.Cursor with { OutputBytes = read };
        if (times.Count == 0 && lines.Count == 0 && changes.Events.Count == 0 && changes.Steps.Count == 0 && changes.Run.State == known)
        {
            return (null, cursor, known, more);
        }

        var message = new JsonObject();
        if (library.Get(runId) is { } listed)
        {
            message["run"] = RunItemJson.Create(listed, LatestFigures.Read(store, listed.Run));
        }

        message["t"] = times;
        message["samples"] = samples;
        message["steps"] = new JsonArray([.. changes.Steps.Select(step => (JsonNode)StepItemJson.Create(step))]);
        message["events"] = new JsonArray([.. changes.Events.Select(stored => (JsonNode)EventItemJson.Create(stored))]);
        message["log"] = lines;
        return (message, cursor, changes.Run.State, more);
    }

    private static long Sum(IReadOnlyList<long>? bytes) => bytes?.Sum() ?? 0;
}
