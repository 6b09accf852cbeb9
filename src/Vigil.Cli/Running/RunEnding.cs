using System.Text.Json.Nodes;
using Vigil.Cli.Reports;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;

namespace Vigil.Cli.Running;

/// <summary>What happens once the program has ended: the outcome is stored, the run analysed, and people are told.</summary>
/// <param name="request">The settings.</param>
/// <param name="store">Where the run is.</param>
/// <param name="orphans">Runs found dead at the start: analysed now, when nothing waits for it.</param>
/// <param name="time">The clock.</param>
internal sealed class RunEnding(RunRequest request, SqliteRunStore store, IReadOnlyList<string> orphans, TimeProvider time)
{
    private static readonly TimeSpan s_storeDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Does all of it within bounds; never throws for what a run may look like.</summary>
    /// <returns>False when the end could not be stored.</returns>
    public async Task<bool> CompleteAsync(RunStart start, RunOutcome outcome, JsonObject? summary, IRunWriter writer)
    {
        bool stored = await writer.CompleteAsync(outcome, summary, s_storeDeadline);
        StoredReport? report = stored && request.Settings.AnalyzeOnComplete
            ? RunAnalyses.SaveWithin(RunAnalyses.Patience, store, [start.Id, .. orphans], request.Settings, time)
            : null;
        RunReport.Print(request.Settings, start, outcome, summary, report, stored, writer.Statistics);
        return stored;
    }
}
