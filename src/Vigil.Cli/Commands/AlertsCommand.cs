using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Alerting.Replay;
using Vigil.Alerting.Rules;
using Vigil.Alerting.Settings;
using Vigil.Cli.Output;
using Vigil.Cli.Reports;
using Vigil.Core.Runs;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil alerts list</c> and <c>vigil alerts test</c>: the rules, and when they would have fired.</summary>
internal static class AlertsCommand
{
    public static Command Create() => new("alerts", "List alert rules, or try them on what was recorded.") { List(), Test() };

    private static Command List()
    {
        Option<string?> configuration = CommonOptions.Configuration();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("list", "List the rules in force and who is told.") { configuration, json };
        command.SetAction(parsed =>
        {
            (Settings.VigilSettings settings, IReadOnlyList<string> faults) = Settings.CommandSettings.Load(parsed.GetValue(configuration), []);
            if (faults.Count > 0)
            {
                return Settings.CommandSettings.Refuse(faults, ExitCodes.Usage);
            }

            AlertOptions options = settings.Alerts ?? new AlertOptions();
            if (parsed.GetValue(json))
            {
                Console.Out.Write(JsonText.Format(new JsonArray([.. options.DescribeRules().Select(rule => (JsonNode)Json(rule))])));
                return ExitCodes.Success;
            }

            var screen = new TextScreen(Console.Out, TextScreen.WantsColours, TextScreen.WindowWidth);
            screen.Table(
                ["ALERT", "SEVERITY", ">FOR", "FIRES WHEN"],
                [.. options.DescribeRules().Select(rule => (IReadOnlyList<string>)[rule.Name, EnumNames.ToSnakeCase(rule.Severity), Humanize.Duration(rule.ForSeconds), rule.Asks])],
                indent: "");
            Console.Out.WriteLine();
            Console.Out.WriteLine(options.DescribeReceivers() is { Count: > 0 } receivers
                ? "Told: " + string.Join(", ", receivers.Select(receiver => $"{receiver.Name} ({receiver.Kind}, {EnumNames.ToSnakeCase(receiver.LeastSeverity)} and worse)"))
                : "Nobody is told yet: docs/alerts.md says how to name receivers in vigil.yaml.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Test()
    {
        Option<string?> database = CommonOptions.Database();
        Option<string?> configuration = CommonOptions.Configuration();
        Option<bool> json = CommonOptions.Json();
        var since = new Option<string>("--since") { Description = "How far back: 90m, 12h, 7d.", HelpName = "TIME", DefaultValueFactory = _ => "7d" };
        since.Validators.Add(result =>
        {
            if (Seconds(result.GetValueOrDefault<string>()) is null)
            {
                result.AddError("--since takes a time such as 90m, 12h or 7d.");
            }
        });
        Argument<string?> name = CommonOptions.NoOption(new Argument<string?>("NAME") { Description = "A rule; all of them unless given.", Arity = ArgumentArity.ZeroOrOne });
        var command = new Command("test", "Try rules on what was recorded and print when each would have fired. Nobody is told.") { name, since, configuration, database, json };
        command.SetAction(parsed => StoreAccess.Read(parsed.GetValue(database), parsed.GetValue(configuration), (store, settings) =>
        {
            AlertOptions options = settings.Alerts ?? new AlertOptions();
            string? wanted = parsed.GetValue(name);
            if (wanted is not null && options.DescribeRules().All(rule => rule.Name != wanted))
            {
                Console.Error.WriteLine($"vigil: no rule is called '{wanted}'. 'vigil alerts list' names them.");
                return ExitCodes.Failure;
            }

            double now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
            ReplayResult result = AlertReplay.Run(options, store, wanted, now - Seconds(parsed.GetValue(since)!)!.Value, now);
            if (parsed.GetValue(json))
            {
                Console.Out.Write(JsonText.Format(Json(result)));
            }
            else
            {
                Print(result);
            }

            return ExitCodes.Success;
        }));
        return command;
    }

    private static JsonObject Json(AlertRuleInfo rule) => new()
    {
        ["name"] = rule.Name,
        ["title"] = rule.Title,
        ["severity"] = EnumNames.ToSnakeCase(rule.Severity),
        ["asks"] = rule.Asks,
        ["for_seconds"] = rule.ForSeconds,
        ["keep_firing_seconds"] = rule.KeepFiringSeconds,
        ["built_in"] = rule.IsBuiltIn,
    };

    private static JsonObject Json(ReplayResult result) => new()
    {
        ["records"] = result.Records,
        ["step_seconds"] = result.StepSeconds,
        ["alerts"] = new JsonArray([.. result.Alerts.Select(fired => (JsonNode)new JsonObject
        {
            ["name"] = fired.Alert.Rule,
            ["severity"] = EnumNames.ToSnakeCase(fired.Alert.Severity),
            ["summary"] = fired.Alert.Annotations.GetValueOrDefault("summary"),
            ["labels"] = new JsonObject(fired.Alert.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
            ["run"] = fired.Alert.RunId,
            ["starts_at"] = fired.StartsAt,
            ["ends_at"] = fired.EndsAt,
        })]),
    };

    private static void Print(ReplayResult result)
    {
        string looked = $"{result.Records} record{(result.Records == 1 ? "" : "s")}, judged every {Humanize.Duration(result.StepSeconds)}";
        if (result.Alerts.Count == 0)
        {
            Console.Out.WriteLine($"Nothing would have fired ({looked}).");
            return;
        }

        new TextScreen(Console.Out, TextScreen.WantsColours, TextScreen.WindowWidth).Table(
            ["FROM", ">FOR", "SEVERITY", "ALERT", "WHAT"],
            [.. result.Alerts.Select(fired => (IReadOnlyList<string>)
            [
                DateTimeOffset.FromUnixTimeMilliseconds((long)(fired.StartsAt * 1000)).ToLocalTime().ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                fired.EndsAt is { } end ? Humanize.Duration(end - fired.StartsAt) : "still",
                EnumNames.ToSnakeCase(fired.Alert.Severity),
                fired.Alert.Rule,
                fired.Alert.Annotations.GetValueOrDefault("summary", ""),
            ])],
            indent: "");
        Console.Out.WriteLine($"{result.Alerts.Count} would have fired ({looked}).");
    }

    /// <summary>A time such as 7d in seconds; null when it is none.</summary>
    private static double? Seconds(string? text)
    {
        double scale = text is { Length: > 1 } ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 } : 0;
        return scale > 0 && double.TryParse(text.AsSpan(0, text!.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out double number) && number > 0 ? number * scale : null;
    }
}
