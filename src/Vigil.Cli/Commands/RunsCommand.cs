using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Vigil.Cli.Output;
using Vigil.Core.Runs;

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
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--limit must be 1 or more.");
            }
        });
        var command = new Command("runs", "List recorded runs, the newest first.") { limit, database, json };
        command.SetAction(parsed => StoreAccess.Read(parsed.GetValue(database), store =>
        {
            IReadOnlyList<RunRecord> runs = store.ListRuns(parsed.GetValue(limit));
            if (parsed.GetValue(json))
            {
                Console.Out.Write(JsonText.Format(new JsonArray([.. runs.Select(run => (JsonNode)RunJson.Of(run))])));
            }
            else
            {
                Print(runs);
            }

            return ExitCodes.Success;
        }));
        return command;
    }

    private static void Print(IReadOnlyList<RunRecord> runs)
    {
        if (runs.Count == 0)
        {
            Console.Out.WriteLine("No runs yet. Record one: vigil run -- python train.py");
            return;
        }

        Table table = new Table().Border(TableBorder.None).AddColumns("RUN", "STARTED", "DURATION", "STEPS", "PEAK MEMORY", "END", "NAME");
        for (int i = 2; i <= 4; i++)
        {
            table.Columns[i].RightAligned();
        }

        foreach (TableColumn column in table.Columns)
        {
            column.NoWrap().PadLeft(0).PadRight(2);
        }

        foreach (RunRecord run in runs)
        {
            JsonObject? summary = run.Summary;
            table.AddRow(new[]
            {
                run.Start.Id,
                Local(run.Start.StartedAt),
                Humanize.Duration((run.Outcome?.EndedAt ?? run.LastSeenAt) - run.Start.StartedAt),
                summary?["steps"]?["last"]?.ToString() ?? "–",
                Humanize.Bytes(JsonText.ReadNumber(summary?["memory"]?["program"]?["peak_bytes"])),
                run.State == RunState.Running ? "running" : RunText.End(run),
                RunText.OneLine(run.Start.Name),
            }.Select(Markup.Escape).ToArray());
        }

        AnsiConsole.Write(table);
    }

    private static string Local(double unixSeconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(unixSeconds * 1000)).ToLocalTime().ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
