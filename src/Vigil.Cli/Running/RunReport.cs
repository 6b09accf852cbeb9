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

        foreach ((string label, string text) in SummaryText.Lines(start, outcome, summary, report).Append(("look", Look(settings, start, report))))
        {
            foreach (string line in SummaryText.Fold(label, text))
            {
                StandardError.Write($"vigil: {line}\n");
            }
        }
    }

    private static string Look(VigilSettings settings, RunStart start, StoredReport? report) =>
        $"vigil {(report is not null && ReportText.IsWorthReading(report) ? "analyze" : "show")} {start.Id}" + (settings.Database is { } database ? $" --db {RunText.CommandLine([database])}" : "");
}
