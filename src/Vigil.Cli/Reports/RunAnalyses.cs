using Vigil.Analysis;
using Vigil.Analysis.Reports;
using Vigil.Cli.Settings;
using Vigil.Core.Runs;

namespace Vigil.Cli.Reports;

/// <summary>Analyses runs of a store and keeps the reports.</summary>
internal static class RunAnalyses
{
    /// <summary>How long whoever ends or finds a run waits for its analysis.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Analyses a run; the store must stay open for as long as the analysis is read.</summary>
    /// <param name="store">Where the run is.</param>
    /// <param name="run">The run.</param>
    /// <param name="settings">The thresholds in force.</param>
    /// <param name="time">The clock.</param>
    /// <param name="windowSeconds">Looks only at the last so many seconds; null for the whole run.</param>
    public static RunAnalysis Analyze(IRunStore store, RunRecord run, VigilSettings settings, TimeProvider time, double? windowSeconds = null) =>
        StoredRunAnalyzer.Analyze(store, run, RuleSettings.Options(settings), time, windowSeconds);

    /// <summary>Keeps the report of a run that has ended, unless the newest one says the same.</summary>
    public static StoredReport Save(IReportStore store, RunAnalysis analysis)
    {
        StoredReport report = AnalysisJson.Report(analysis);
        if (store.LatestReport(report.RunId) is { } latest && Says(latest) == Says(report))
        {
            return latest;
        }

        return report with { Id = store.SaveReport(report) ?? 0 };
    }

    /// <summary>
    /// Analyses runs that have ended and keeps the reports, on a thread of its own: whatever an analysis does, whoever asks is
    /// back in time, and no fault of it is theirs.
    /// </summary>
    /// <returns>The report of the first run; null when there was none in time.</returns>
    public static StoredReport? SaveWithin(TimeSpan patience, IRunStore store, IReadOnlyList<string> runs, VigilSettings settings, TimeProvider time)
    {
        StoredReport? first = null;
        var work = new Thread(() =>
        {
            try
            {
                foreach (string id in runs)
                {
                    if (store.FindRuns(id) is [{ Outcome: not null } run])
                    {
                        StoredReport report = Save(store, Analyze(store, run, settings, time));
                        Interlocked.CompareExchange(ref first, report, null);
                    }
                }
            }
            catch (Exception)
            {
                // A report can be made again at any time; the end of a run cannot.
            }
        })
        {
            IsBackground = true,
            Name = "vigil analysis",
        };
        work.Start();
        work.Join(patience);
        return Volatile.Read(ref first);
    }

    private static string Says(StoredReport report) =>
        $"{report.HealthScore} {report.Summary.ToJsonString()} {report.Recommendations.ToJsonString()} {report.LogErrors?.ToJsonString()}";
}
