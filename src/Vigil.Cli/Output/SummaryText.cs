using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Runs;

namespace Vigil.Cli.Output;

/// <summary>The summary of a run in a few lines of at most 80 columns, for the end of <c>vigil run</c> and <c>vigil show</c>.</summary>
internal static class SummaryText
{
    private const int LineWidth = 71;

    /// <summary>Labelled lines; what is not known has none.</summary>
    /// <param name="start">The run.</param>
    /// <param name="outcome">How it ended; null while it runs.</param>
    /// <param name="summary">Its summary; null before it ends.</param>
    /// <param name="report">What analysis says of it; null when it has not been analysed.</param>
    public static IEnumerable<(string Label, string Text)> Lines(RunStart start, RunOutcome? outcome, JsonObject? summary, StoredReport? report = null)
    {
        yield return ("run", $"{start.Id}  {RunText.OneLine(start.Name)}");
        if (outcome is not null)
        {
            string duration = Humanize.Duration(outcome.EndedAt - start.StartedAt);
            yield return report is not null && ReportText.Verdict(report) is { } verdict
                ? ("end", $"{verdict.Words} after {duration}: {verdict.Headline}")
                : ("end", $"{EnumNames.ToSnakeCase(outcome.Cause).Replace('_', ' ')} after {duration}: {outcome.Explanation}");
        }

        foreach (string proof in report is null ? [] : ReportText.Proofs(report))
        {
            yield return ("proof", proof);
        }

        foreach (string advice in report is null ? [] : ReportText.Advice(report))
        {
            yield return ("advice", advice);
        }

        if (summary is null)
        {
            yield break;
        }

        yield return ("steps", Steps(summary["steps"]));
        foreach (string line in Memory(summary["memory"]))
        {
            yield return ("memory", line);
        }

        if (summary["cpu"] is { } cpu)
        {
            yield return ("cpu", $"machine {Humanize.Percent(JsonText.ReadNumber(cpu["mean_percent"]))} in the mean; the program used {Humanize.Duration(JsonText.ReadNumber(cpu["program_seconds"]) ?? 0)} of CPU");
        }

        foreach (JsonNode? gpu in summary["gpus"]?.AsArray() ?? [])
        {
            yield return ("gpu " + gpu?["index"], Gpu(gpu));
        }

        if (summary["io"] is { } io)
        {
            yield return ("disk", $"read {Humanize.Bytes(JsonText.ReadNumber(io["read_bytes"]))}, written {Humanize.Bytes(JsonText.ReadNumber(io["written_bytes"]))}");
        }

        if (summary["processes"] is { } processes)
        {
            yield return ("procs", Processes(processes));
        }

        if (Events(summary["events"]) is { } events)
        {
            yield return ("events", events);
        }

        if (summary["recorder"] is not { } recorder)
        {
            yield break;
        }

        yield return ("cost", Cost(recorder));
        if (Dropped(recorder) is { } dropped)
        {
            yield return ("dropped", dropped);
        }
    }

    /// <summary>A labelled line, folded at blanks to the width of a terminal of 80 columns with its mark.</summary>
    public static IEnumerable<string> Fold(string label, string text)
    {
        const int LabelWidth = 8;
        string lead = label.PadRight(LabelWidth);
        foreach (string line in TextFold.Fold(text, LineWidth - LabelWidth))
        {
            yield return lead + line;
            lead = new string(' ', LabelWidth);
        }
    }

    private static string Steps(JsonNode? steps)
    {
        double count = JsonText.ReadNumber(steps?["count"]) ?? 0;
        if (steps is null || count == 0)
        {
            return "none seen in the program's output";
        }

        var parts = new List<string> { $"{steps["last"]}{(steps["total"] is { } total ? $" of {total}" : "")}" };
        foreach ((string key, string label) in new[] { ("epoch", "epoch"), ("loss", "loss"), ("generator_loss", "G loss"), ("discriminator_loss", "D loss") })
        {
            if (JsonText.ReadNumber(steps[key]) is { } value)
            {
                parts.Add($"{label} {Humanize.Number(value)}");
            }
        }

        if (JsonText.ReadNumber(steps["steps_per_second"]) is { } speed)
        {
            parts.Add($"{Humanize.Number(speed)} steps/s");
        }

        return string.Join(", ", parts);
    }

    private static IEnumerable<string> Memory(JsonNode? memory)
    {
        if (memory?["program"] is { } program && JsonText.ReadNumber(program["peak_bytes"]) is { } held)
        {
            yield return $"program peak {Humanize.Bytes(held)} at {Humanize.Duration(JsonText.ReadNumber(program["peak_at_seconds"]) ?? 0)}: {string.Join(", ", Holders(program))}";
        }

        if (memory is not null && JsonText.ReadNumber(memory["peak_bytes"]) is { } peak && JsonText.ReadNumber(memory["total_bytes"]) is { } total)
        {
            string swap = JsonText.ReadNumber(memory["swap_peak_bytes"]) is > 0 and { } swapped ? $", swap {Humanize.Bytes(swapped)}" : "";
            yield return $"machine peak {Humanize.Bytes(peak)} of {Humanize.Bytes(total)} ({Humanize.Percent(peak / total * 100)}) at {Humanize.Duration(JsonText.ReadNumber(memory["peak_at_seconds"]) ?? 0)}{swap}";
        }
    }

    private static IEnumerable<string> Holders(JsonNode program)
    {
        if (JsonText.ReadNumber(program["main_bytes"]) is { } main)
        {
            yield return $"main {Humanize.Bytes(main)}";
        }

        if (JsonText.ReadNumber(program["worker_count"]) is > 0 and { } workers)
        {
            yield return $"{workers} workers {Humanize.Bytes(JsonText.ReadNumber(program["worker_bytes"]))}";
        }

        if (program["largest_process"] is { } largest)
        {
            yield return $"largest {RunText.OneLine((string?)largest["name"] ?? "")} ({largest["pid"]}) {Humanize.Bytes(JsonText.ReadNumber(largest["bytes"]))}";
        }

        if (JsonText.ReadNumber(program["largest_resident_bytes"]) is { } resident && resident > (JsonText.ReadNumber(program["peak_bytes"]) ?? 0))
        {
            yield return $"{Humanize.Bytes(resident)} between samples";
        }
    }

    private static string Gpu(JsonNode? gpu)
    {
        var parts = new List<string>();
        if (JsonText.ReadNumber(gpu?["utilization_mean_percent"]) is { } utilization)
        {
            parts.Add($"{Humanize.Percent(utilization)} busy");
        }

        if (JsonText.ReadNumber(gpu?["memory_peak_bytes"]) is { } peak)
        {
            parts.Add($"memory peak {Humanize.Bytes(peak)} of {Humanize.Bytes(JsonText.ReadNumber(gpu?["memory_total_bytes"]))}");
        }

        if (JsonText.ReadNumber(gpu?["temperature_max_celsius"]) is { } temperature)
        {
            parts.Add($"{temperature:0} °C at most");
        }

        if (JsonText.ReadNumber(gpu?["power_mean_watts"]) is { } power)
        {
            parts.Add($"{power:0} W");
        }

        return $"{gpu?["model"]}: {(parts.Count > 0 ? string.Join(", ", parts) : "no readings")}";
    }

    private static string Processes(JsonNode processes)
    {
        double shortLived = JsonText.ReadNumber(processes["short_lived"]) ?? 0;
        return $"{processes["peak"]} at once, {processes["started"]} started"
            + (shortLived > 0 ? $", {shortLived} too short-lived to sample" : "");
    }

    private static string? Events(JsonNode? events)
    {
        string[] silent = [EventTypes.TrainingStart, EventTypes.TrainingEnd, EventTypes.ProcessStart, EventTypes.ProcessExit, EventTypes.NotAvailable];
        string text = string.Join(", ", (events?.AsObject() ?? [])
            .Where(entry => !silent.Contains(entry.Key))
            .Select(entry => $"{entry.Value} × {entry.Key.Replace('_', ' ')}"));
        return text.Length > 0 ? text : null;
    }

    private static string Cost(JsonNode recorder)
    {
        string cpu = $"{Humanize.Number(JsonText.ReadNumber(recorder["cpu_seconds"]))} s of CPU";
        cpu += JsonText.ReadNumber(recorder["cpu_percent_of_core_after_start"]) is { } steady
            ? $" ({steady.ToString("0.00", CultureInfo.InvariantCulture)} % of a core once started)"
            : "";
        return $"{cpu}, {Humanize.Bytes(JsonText.ReadNumber(recorder["memory_peak_bytes"]))} of memory, {recorder["samples"]} samples";
    }

    private static string? Dropped(JsonNode recorder)
    {
        var parts = new List<string>();
        foreach (string kind in new[] { "samples", "steps", "events" })
        {
            if (JsonText.ReadNumber(recorder["dropped_" + kind]) is > 0 and { } count)
            {
                parts.Add($"{count} {kind}");
            }
        }

        if (JsonText.ReadNumber(recorder["dropped_log_bytes"]) is > 0 and { } bytes)
        {
            parts.Add($"{Humanize.Bytes(bytes)} of output");
        }

        string? error = (string?)recorder["error"];
        return parts.Count == 0 && error is null ? null : string.Join(", ", parts) + (error is null ? "" : $" ({error})");
    }
}
