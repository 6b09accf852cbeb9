using System.Text.Json.Nodes;
using Vigil.Analysis.Recommendations;
using Vigil.Cli.Output;
using Vigil.Configuration.Dialects;
using Vigil.Core.Runs;
using Vigil.Server.Applying;

namespace Vigil.Cli.Applying;

/// <summary>What was applied, or would be, for people and programs.</summary>
internal static class ApplyReport
{
    private const string Mask = "***";

    /// <summary>What is about to be done: recommendations and the differences they make.</summary>
    public static void WritePlan(TextWriter output, ApplyPlan plan)
    {
        foreach (Recommendation recommendation in plan.Applied)
        {
            output.WriteLine($"{recommendation.Number}. {RunText.OneLine(recommendation.Title)}: {RunText.OneLine(recommendation.Action)}");
        }

        if (plan.Alternatives.Count > 0)
        {
            output.WriteLine($"Others that would serve as well: {string.Join(", ", plan.Alternatives.Select(one => one.Number))}. Take them with --pick.");
        }

        foreach (FilePatch patch in plan.Files)
        {
            output.WriteLine();
            output.Write(patch.Diff.Length > 0 ? patch.Diff : $"{patch.Path} says so already.\n");
        }
    }

    /// <summary>What was done.</summary>
    public static void WriteResult(TextWriter output, ApplyPlan plan, IReadOnlyDictionary<FilePatch, string?> backups, bool dryRun)
    {
        output.WriteLine();
        foreach (FilePatch patch in plan.Files)
        {
            output.WriteLine(dryRun ? $"Nothing was written to {patch.Target} (--dry-run)."
                : !backups.TryGetValue(patch, out string? backup) ? $"{patch.Target} was left as it is."
                : backup is null ? $"{patch.Target} is written; {patch.Path} is as it was."
                : $"{patch.Target} is changed; the original is kept as {backup}.");
        }

        output.WriteLine(plan.CommandChanges ? "Start it with:" : "Start it as before:");
        output.WriteLine("  " + RunText.CommandLine(plan.Command));
        if (plan.Command.Any(word => word.Contains(Mask, StringComparison.Ordinal)))
        {
            output.WriteLine($"{Mask} stands for a secret, which was not recorded: put it back yourself.");
        }
    }

    /// <summary>The same for programs.</summary>
    public static JsonObject Json(RunRecord run, ApplyPlan plan, IReadOnlyDictionary<FilePatch, string?> backups, bool dryRun) => new()
    {
        ["run"] = run.Start.Id,
        ["dry_run"] = dryRun,
        ["applied"] = new JsonArray([.. plan.Applied.Select(recommendation => (JsonNode)new JsonObject
        {
            ["number"] = recommendation.Number,
            ["title"] = recommendation.Title,
            ["action"] = recommendation.Action,
            ["rule"] = recommendation.RuleId,
            ["changes"] = new JsonArray([.. recommendation.Changes.Select(change => (JsonNode)Json(change))]),
        })]),
        ["alternatives"] = new JsonArray([.. plan.Alternatives.Select(recommendation => (JsonNode)recommendation.Number)]),
        ["files"] = new JsonArray([.. plan.Files.Select(patch => (JsonNode)new JsonObject
        {
            ["path"] = patch.Path,
            ["written_to"] = dryRun || !backups.ContainsKey(patch) ? null : patch.Target,
            ["original_kept_as"] = backups.GetValueOrDefault(patch),
            ["diff"] = patch.Diff,
        })]),
        ["command"] = new JsonArray([.. plan.Command.Select(word => (JsonNode)word)]),
        ["command_line"] = RunText.CommandLine(plan.Command),
        ["command_changes"] = plan.CommandChanges,
    };

    private static JsonObject Json(SettingChange change) => new()
    {
        ["file"] = change.Place.File,
        ["path"] = change.Place.Path,
        ["value"] = change.Value?.DeepClone(),
    };
}
