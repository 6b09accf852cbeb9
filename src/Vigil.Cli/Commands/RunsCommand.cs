using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Cli.Output;
using Vigil.Cli.Reports;
using Vigil.Core.Runs;
using Vigil.Server.Exporting;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil runs</c>: the recorded runs, newest first.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        Option<string?> database = CommonOptions.Database();
        Option<bool> json = CommonOptions.Json();
        var limit = new Option<int>("--limit", "-n")
        {
            Description = "Show at most so many.",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        };
        CommonOptions.Within<int>(limit, value => value >= 1, "--limit must be 1 or more.");
        var command = new Command("runs", "List recorded runs, the newest first.") { limit, database, json };
        command.SetAction(parsed => StoreAccess.Read(parsed.GetValue(database), store =>
        {
            IReadOnlyList<RunRecord> runs = store.ListRuns(parsed.GetValue(limit));
            IReadOnlyDictionary<string, StoredReport> reports = store.LatestReports();
            if (parsed.GetValue(json))
            {
                Console.Out.Write(JsonText.Format(new JsonArray([.. runs.Select(run => (JsonNode)Json(run, reports.GetValueOrDefault(run.Start.Id)))])));
            }
            else
            {
                Print(runs, reports);
            }

            return ExitCodes.Success;
        }));
        return command;
    }

    private static JsonObject Json(RunRecord run, StoredReport? report)
    {
        JsonObject json = RunJson.Of(run);
        json["report"] = report is null ? null : ReportJson.Brief(report);
        return json;
    }

    private static void Print(IReadOnlyList<RunRecord> runs, IReadOnlyDictionary<string, StoredReport> reports)
    {
        if (runs.Count == 0)
        {
            Console.Out.WriteLine("No runs yet. Record one: vigil run -- python train.py");
            return;
        }

        var rows = new List<IReadOnlyList<string>>();
        foreach (RunRecord run in runs)
        {
            JsonObject? summary = run.Summary;
            StoredReport? report = reports.GetValueOrDefault(run.Start.Id);
            rows.Add(
            [
                run.Start.Id,
                Local(run.Start.StartedAt),
                Humanize.Duration((run.Outcome?.EndedAt ?? run.LastSeenAt) - run.Start.StartedAt),
                summary?["steps"]?["last"]?.ToString() ?? "–",
                Humanize.Bytes(JsonText.ReadNumber(summary?["memory"]?["program"]?["peak_bytes"])),
                report is not null && ReportText.Verdict(report) is { } verdict ? verdict.Words : RunText.End(run),
                report is null ? "–" : ReportText.Health(report),
                RunText.OneLine(run.Start.Name),
            ]);
        }

        new TextScreen(Console.Out, TextScreen.WantsColours, TextScreen.WindowWidth)
            .Table(["RUN", "STARTED", ">DURATION", ">STEPS", ">PEAK MEMORY", "VERDICT", "HEALTH", "NAME"], rows, indent: "");
    }

    private static string Local(double unixSeconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(unixSeconds * 1000)).ToLocalTime().ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);
}
