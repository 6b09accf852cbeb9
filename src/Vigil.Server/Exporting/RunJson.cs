using System.Text.Json.Nodes;
using Vigil.Core.Runs;

namespace Vigil.Server.Exporting;

/// <summary>A run as <c>--json</c> prints it. A contract, pinned by a golden file.</summary>
public static class RunJson
{
    /// <summary>The run, without its snapshot.</summary>
    public static JsonObject Of(RunRecord run) => new()
    {
        ["id"] = run.Start.Id,
        ["name"] = run.Start.Name,
        ["state"] = EnumNames.ToSnakeCase(run.State),
        ["command"] = new JsonArray([.. run.Start.Command.Select(word => (JsonNode)word)]),
        ["working_directory"] = run.Start.WorkingDirectory,
        ["parent_run_id"] = run.Start.ParentRunId,
        ["started_at"] = run.Start.StartedAt,
        ["ended_at"] = run.Outcome?.EndedAt,
        ["last_seen_at"] = run.LastSeenAt,
        ["duration_seconds"] = Math.Round(Math.Max(0, (run.Outcome?.EndedAt ?? run.LastSeenAt) - run.Start.StartedAt), 3),
        ["exit_code"] = run.Outcome?.ExitCode,
        ["signal"] = run.Outcome?.Signal,
        ["cause"] = run.Outcome is { } outcome ? EnumNames.ToSnakeCase(outcome.Cause) : null,
        ["explanation"] = run.Outcome?.Explanation,
        ["sample_interval_seconds"] = run.Start.SampleIntervalSeconds,
        ["summary"] = run.Summary?.DeepClone(),
    };
}
