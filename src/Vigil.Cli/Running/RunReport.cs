using System.Text.Json.Nodes;
using Vigil.Cli.Output;
using Vigil.Cli.Settings;
using Vigil.Core.Runs;

namespace Vigil.Cli.Running;

/// <summary>What <c>vigil run</c> says at the end, on standard error.</summary>
internal static class RunReport
{
    public static void Print(VigilSettings settings, RunStart start, RunOutcome outcome, JsonObject? summary, StoredReport? report, bool stored, WriterStatistics statistics)
    {
        if (!stored)
        {
            // Not a matter of taste: what was lost is said even when quiet.
            StandardError.Write($"vigil: the end of this run could not be stored: {statistics.LastError ?? "the disk did not answer in time"}\n");
        }

        if (settings.Quiet)
        {
            return;
        }

        var lines = new List<(string Label, string Text)>(SummaryText.Lines(start, outcome, summary, report));
        if (stored && report is null && settings.AnalyzeOnComplete)
        {
            lines.Add(("verdict", "its analysis takes longer than an end should wait: ask for it"));
        }

        foreach ((string label, string text) in lines.Append(("look", Look(settings, start, stored && settings.AnalyzeOnComplete && (report is null || ReportText.IsWorthReading(report))))))
        {
            foreach (string line in SummaryText.Fold(label, text))
            {
                StandardError.Write($"vigil: {line}\n");
            }
        }
    }

    private static string Look(VigilSettings settings, RunStart start, bool analyze) =>
        $"vigil {(analyze ? "analyze" : "show")} {start.Id}" + (settings.Database is { } database ? $" --db {RunText.CommandLine([database])}" : "");
}
