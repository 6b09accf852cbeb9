using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Analysis.Operations;
using Vigil.Cli.Output;
using Vigil.Cli.Reports;
using Vigil.Core.Operations;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil perf</c>: how operations went, and single ones that were slow or failed.</summary>
internal static class PerfCommand
{
    private const double MostHours = 24 * 366;

    public static Command Create()
    {
        var hours = new Option<double>("--hours") { Description = "Look at the last so many hours.", HelpName = "N", DefaultValueFactory = _ => 24 };
        CommonOptions.Within<double>(hours, value => value is > 0 and <= MostHours, $"--hours must be above 0 and at most {MostHours}.");
        var type = new Option<string?>("--type") { Description = "Operations of one type, such as download or inference_request.", HelpName = "TYPE" };
        type.Validators.Add(result =>
        {
            if (OperationType.Parse(result.GetValueOrDefault<string?>()) is null)
            {
                result.AddError("--type takes a word of a-z, 0-9 and _.");
            }
        });
        var name = new Option<string?>("--name") { Description = "Operations of one name.", HelpName = "NAME" };
        var slow = new Option<bool>("--slow") { Description = "List the slowest ones." };
        var failed = new Option<bool>("--failed") { Description = "List those that failed, the newest first." };
        var limit = new Option<int>("--limit", "-n") { Description = "Show at most so many.", HelpName = "N", DefaultValueFactory = _ => 20 };
        CommonOptions.Within<int>(limit, value => value >= 1, "--limit must be 1 or more.");
        Option<string?> database = CommonOptions.Database();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("perf", "Show how operations went: counts, durations, failures, what holds them up.") { hours, type, name, slow, failed, limit, database, json };
        command.SetAction(parsed => StoreAccess.Read(parsed.GetValue(database), null, (store, settings) =>
        {
            double now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
            var query = new OperationQuery
            {
                FromUnixSeconds = now - (parsed.GetValue(hours) * 3600),
                ToUnixSeconds = now,
                Type = OperationType.Parse(parsed.GetValue(type)),
                Name = parsed.GetValue(name),
            };
            var screen = new TextScreen(Console.Out, TextScreen.WantsColours, TextScreen.WindowWidth);
            if (parsed.GetValue(slow) || parsed.GetValue(failed))
            {
                List(store.Operations.FindOperations(query, new OperationSearch
                {
                    Order = parsed.GetValue(slow) ? OperationOrder.Slowest : OperationOrder.Newest,
                    Outcome = parsed.GetValue(failed) ? OperationOutcome.Failed : null,
                    Limit = parsed.GetValue(limit),
                }), parsed.GetValue(json), screen);
                return ExitCodes.Success;
            }

            OperationReport report = OperationAnalyzer.Analyze(store.Operations, query, [], settings.Operations);
            ObjectiveState[] objectives = [.. settings.Objectives.Select(objective => ObjectiveState.Of(objective, store.Operations, now))];
            if (parsed.GetValue(json))
            {
                JsonObject body = OperationJson.Of(report);
                body["objectives"] = new JsonArray([.. objectives.Select(state => (JsonNode)OperationJson.Of(state))]);
                Console.Out.Write(JsonText.Format(body));
            }
            else
            {
                Print(report, objectives, parsed.GetValue(limit), screen);
            }

            return ExitCodes.Success;
        }));
        return command;
    }

    private static void List(IReadOnlyList<StoredOperation> found, bool json, TextScreen screen)
    {
        if (json)
        {
            Console.Out.Write(JsonText.Format(new JsonArray([.. found.Select(stored => (JsonNode)OperationJson.Of(stored))])));
            return;
        }

        if (found.Count == 0)
        {
            screen.Line("No such operation.");
            return;
        }

        screen.Table(["STARTED", ">DURATION", "OUTCOME", "TYPE", "NAME", "ERROR"], [.. found.Select(stored => (IReadOnlyList<string>)
        [
            screen.Clock(stored.Operation.StartUnixNanoseconds / 1e9),
            Time(stored.Operation.DurationNanoseconds),
            Core.Runs.EnumNames.ToSnakeCase(stored.Operation.Outcome),
            stored.Operation.Key.Type.Word,
            RunText.OneLine(stored.Operation.Key.Name),
            RunText.OneLine(stored.Operation.Detail?.Error ?? ""),
        ])], indent: "");
    }

    private static void Print(OperationReport report, ObjectiveState[] objectives, int limit, TextScreen screen)
    {
        if (report.Total.Count == 0)
        {
            screen.Line("No operations within that time. Programs report them by OpenTelemetry, or with Vigil.Operations.");
            return;
        }

        screen.Line(string.Create(CultureInfo.InvariantCulture, $"{report.Total.Count} operations, {report.Capacity.RatePerSecond:0.###} a second; score {report.Score:0} of 100."));
        screen.Line("");
        screen.Table(["TYPE", "NAME", ">COUNT", ">FAILED", ">MEAN", ">P50", ">P95", ">P99", ">MAX"], [.. report.Groups.Take(limit).Select(group => Row(group.Key.Type.Word, RunText.OneLine(group.Key.Name), group.Tally)), Row("all", "", report.Total)], indent: "");
        Section(screen, "Bottlenecks", report.Bottlenecks.Select(bottleneck => bottleneck.Text));
        Section(screen, "Recommendations", report.Recommendations);
        Section(screen, "Objectives", objectives.Select(state => string.Create(
            CultureInfo.InvariantCulture,
            $"{state.Objective.Name}: {state.Whole.Bad} of {state.Whole.Operations} missed it, {(double.IsNaN(state.BudgetLeft) ? "–" : state.BudgetLeft.ToString("P0", CultureInfo.InvariantCulture))} of its budget is left{(state.Alarms.Any(alarm => alarm.IsFiring) ? "; it burns too fast" : "")}.")));
    }

    private static IReadOnlyList<string> Row(string type, string name, OperationTally tally) =>
    [
        type,
        name,
        tally.Count.ToString(CultureInfo.InvariantCulture),
        Humanize.Percent(double.IsNaN(tally.SuccessRate) ? null : 100 * (1 - tally.SuccessRate)),
        Time(tally.MeanNanoseconds),
        Time(tally.Quantile(0.5)),
        Time(tally.Quantile(0.95)),
        Time(tally.Quantile(0.99)),
        Time(tally.MostNanoseconds),
    ];

    private static void Section(TextScreen screen, string title, IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        if (all.Length == 0)
        {
            return;
        }

        screen.Heading(title);
        foreach (string line in all)
        {
            screen.Folded("- ", line);
        }
    }

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        double.NaN => "–",
        < 1e3 => nanoseconds.ToString("0", CultureInfo.InvariantCulture) + " ns",
        < 1e6 => (nanoseconds / 1e3).ToString("0.0", CultureInfo.InvariantCulture) + " µs",
        < 1e9 => (nanoseconds / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " ms",
        _ => Humanize.Duration(nanoseconds / 1e9),
    };
}
