using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Cli.Output;
using Vigil.Cli.Reports;
using Vigil.Cli.Settings;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Server.Exporting;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil show RUN</c>: one run, from its end to its processes; or its kept output.</summary>
internal static class ShowCommand
{
    private const int EventsShown = 20;

    public static Command Create()
    {
        Argument<string> run = CommonOptions.Run();
        Option<string?> database = CommonOptions.Database();
        Option<bool> json = CommonOptions.Json();
        var log = new Option<bool>("--log") { Description = "Print the program's kept output, byte for byte, and nothing else." };
        var events = new Option<bool>("--events") { Description = "List all events." };
        var command = new Command("show", "Show a run: how it ended, steps, memory, processes, events.") { run, log, events, database, json };
        command.SetAction(parsed => StoreAccess.ReadRun(parsed.GetValue(database), null, parsed.GetValue(run)!, (store, found, settings) =>
        {
            if (parsed.GetValue(log))
            {
                PrintLog(store, found);
            }
            else if (parsed.GetValue(json))
            {
                Console.Out.Write(JsonText.Format(Json(store, found, ReportOf(store, found, settings))));
            }
            else
            {
                Print(store, found, ReportOf(store, found, settings), parsed.GetValue(events));
            }

            return ExitCodes.Success;
        }));
        return command;
    }

    /// <summary>The newest report; a run that ended without one, say before Vigil could analyse, gets it now.</summary>
    private static StoredReport? ReportOf(IRunStore store, RunRecord run, VigilSettings settings) =>
        store.LatestReport(run.Start.Id)
        ?? (run.Outcome is not null && settings.AnalyzeOnComplete ? RunAnalyses.SaveWithin(RunAnalyses.Patience, store, [run.Start.Id], settings, TimeProvider.System) : null);

    private static void Print(IRunReader store, RunRecord run, StoredReport? report, bool allEvents)
    {
        RunStart start = run.Start;
        string state = run.State == RunState.Running
            ? $"running for {Humanize.Duration(run.LastSeenAt - start.StartedAt)}"
            : $"ended {Local(run.Outcome?.EndedAt ?? run.LastSeenAt)}";
        WriteFolded("command", RunText.CommandLine(start.Command));
        WriteFolded("folder", start.WorkingDirectory);
        if (start.Snapshot?["git"] is JsonObject git)
        {
            string dirty = (bool?)git["dirty"] is { } changed ? changed ? ", with changes" : ", clean" : "";
            WriteFolded("git", $"{((string?)git["commit"])?[..10]} on {git["branch"]}{dirty}");
        }

        WriteFolded("started", $"{Local(start.StartedAt)}, {state}");
        foreach ((string label, string text) in SummaryText.Lines(start, run.Outcome, run.Summary, report))
        {
            WriteFolded(label, text);
        }

        PrintProcesses(store.ReadSubjects(start.Id));
        PrintEvents(store.ReadEvents(start.Id), start.StartedAt, allEvents);
    }

    private static void PrintProcesses(IReadOnlyList<StoredSubject> subjects)
    {
        var processes = subjects.Where(subject => subject.Kind == SubjectKind.Process).ToList();
        if (processes.Count == 0)
        {
            return;
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine("PROCESS  ROLE    ALIVE         NAME");
        foreach (StoredSubject process in processes.Take(EventsShown))
        {
            string pid = process.Attributes.GetValueOrDefault(SubjectAttributes.Pid) ?? process.Key;
            string role = process.Attributes.GetValueOrDefault(SubjectAttributes.Role) ?? "";
            string name = RunText.OneLine(process.Attributes.GetValueOrDefault(SubjectAttributes.Name) ?? "");
            Console.Out.WriteLine($"{pid,-7}  {role,-6}  {Humanize.Duration(process.LastSeen - process.FirstSeen),-12}  {name}");
        }

        if (processes.Count > EventsShown)
        {
            Console.Out.WriteLine($"… and {processes.Count - EventsShown} more (vigil export)");
        }
    }

    private static void PrintEvents(IEnumerable<StoredEvent> all, double startedAt, bool everything)
    {
        var events = all.Where(stored => everything
            || stored.Event.Type is not (EventTypes.ProcessStart or EventTypes.ProcessExit)).ToList();
        if (events.Count == 0)
        {
            return;
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine("   TIME  EVENT");
        int skipped = everything ? 0 : Math.Max(0, events.Count - EventsShown);
        foreach (StoredEvent stored in events.Take(EventsShown / 2).Concat(events.Skip(Math.Max(EventsShown / 2, (EventsShown / 2) + skipped))))
        {
            string time = (stored.Event.UnixSeconds - startedAt).ToString("0.0", CultureInfo.InvariantCulture);
            string line = $"{time,7}  {stored.Event.Type,-18} {RunText.OneLine(Details(stored.Event))}";
            Console.Out.WriteLine(line.Length > 80 && !everything ? line[..79] + "…" : line);
        }

        if (skipped > 0)
        {
            Console.Out.WriteLine($"… {skipped} in between left out (--events shows all)");
        }
    }

    private static string Details(RunEvent runEvent) => runEvent.Details is not { } details
        ? ""
        : string.Join(' ', details.Where(detail => detail.Value is JsonValue).Select(detail => $"{detail.Key}={detail.Value}"));

    private static JsonObject Json(IRunReader store, RunRecord run, StoredReport? report)
    {
        JsonObject json = RunJson.Of(run);
        json["report"] = report is null ? null : ReportJson.Of(report);
        json["snapshot"] = run.Start.Snapshot?.DeepClone();
        json["subjects"] = new JsonArray([.. store.ReadSubjects(run.Start.Id).Select(subject => (JsonNode)new JsonObject
        {
            ["kind"] = EnumNames.ToSnakeCase(subject.Kind),
            ["key"] = subject.Key,
            ["attributes"] = new JsonObject(subject.Attributes.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["first_seen"] = subject.FirstSeen,
            ["last_seen"] = subject.LastSeen,
        })]);
        json["events"] = new JsonArray([.. store.ReadEvents(run.Start.Id).Select(stored => (JsonNode)EventJson.Of(stored))]);
        return json;
    }

    private static void PrintLog(IRunReader store, RunRecord run)
    {
        using Stream output = Console.OpenStandardOutput();
        foreach (StoredOutput piece in store.ReadOutput(run.Start.Id))
        {
            if (piece.DroppedBytes > 0)
            {
                output.Write(System.Text.Encoding.UTF8.GetBytes($"\n[vigil: {piece.DroppedBytes} bytes of output were not kept here]\n"));
            }

            output.Write(piece.Data.Span);
        }
    }

    private static void WriteFolded(string label, string text)
    {
        foreach (string line in SummaryText.Fold(label, text))
        {
            Console.Out.WriteLine(line);
        }
    }

    private static string Local(double unixSeconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(unixSeconds * 1000)).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
