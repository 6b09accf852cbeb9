using System.Text.Json.Nodes;
using Vigil.Core.Library;
using Vigil.Core.Runs;

namespace Vigil.Server.Api.Shapes;

/// <summary>A run in a list, and in detail: docs/api.md. A contract.</summary>
internal static class RunItemJson
{
    /// <summary>A line of the list.</summary>
    /// <param name="listed">The run.</param>
    /// <param name="latest">What is newer than the summary of a run that still goes on: its steps and its memory; null for nothing.</param>
    public static JsonObject Create(ListedRun listed, LatestFigures? latest = null)
    {
        RunRecord run = listed.Run;
        JsonNode? steps = run.Summary?["steps"];
        JsonNode? memory = run.Summary?["memory"];
        var item = new JsonObject
        {
            ["id"] = run.Start.Id,
            ["kind"] = EnumNames.ToSnakeCase(run.Start.Kind),
            ["name"] = run.Start.Name,
            ["command"] = new JsonArray([.. run.Start.Command.Select(word => (JsonNode)word)]),
            ["state"] = EnumNames.ToSnakeCase(run.State),
            ["started_at"] = run.Start.StartedAt,
            ["ended_at"] = run.Outcome?.EndedAt,
            ["duration_seconds"] = Math.Round(Math.Max(0, (run.Outcome?.EndedAt ?? run.LastSeenAt) - run.Start.StartedAt), 3),
            ["last_seen_at"] = run.LastSeenAt,
            ["cause"] = run.Outcome is { } outcome ? EnumNames.ToSnakeCase(outcome.Cause) : null,
            ["exit_code"] = run.Outcome?.ExitCode,
            ["verdict"] = listed.Analysis?["verdict"]?.DeepClone(),
            ["headline"] = listed.Analysis?["headline"]?.DeepClone(),
            ["health"] = listed.Analysis?["health_score"]?.DeepClone(),
            ["score"] = listed.Analysis?["score"]?.DeepClone(),
            ["step"] = latest?.Step ?? steps?["last"]?.DeepClone(),
            ["total_steps"] = latest?.TotalSteps ?? steps?["total"]?.DeepClone(),
            ["loss"] = Finite(latest?.Loss) ?? steps?["loss"]?.DeepClone(),
            ["memory_peak_bytes"] = latest?.MemoryPeakBytes ?? memory?["peak_bytes"]?.DeepClone(),
            ["memory_total_bytes"] = latest?.MemoryTotalBytes ?? memory?["total_bytes"]?.DeepClone(),
            ["tags"] = new JsonArray([.. listed.Tags.Select(tag => (JsonNode)tag)]),
            ["note"] = listed.Note,
            ["parent_run_id"] = run.Start.ParentRunId,
        };
        if (listed.Spark is { } spark)
        {
            item["spark"] = new JsonObject { ["loss"] = Numbers.Array(spark.Loss), ["memory"] = Numbers.Array(spark.MemoryBytes) };
        }

        return item;
    }

    /// <summary>Everything about it but its samples.</summary>
    public static JsonObject CreateDetail(ListedRun listed, LatestFigures? latest = null)
    {
        JsonObject detail = Create(listed, latest);
        detail["working_directory"] = listed.Run.Start.WorkingDirectory;
        detail["explanation"] = listed.Run.Outcome?.Explanation;
        detail["sample_interval_seconds"] = listed.Run.Start.SampleIntervalSeconds;
        detail["snapshot"] = listed.Run.Start.Snapshot?.DeepClone();
        detail["summary"] = listed.Run.Summary?.DeepClone();
        return detail;
    }

    private static JsonNode? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
