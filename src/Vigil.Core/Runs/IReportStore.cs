namespace Vigil.Core.Runs;

/// <summary>Keeps what analysis said of runs. A run may have several reports: each analysis of it adds one.</summary>
public interface IReportStore
{
    /// <summary>Adds a report.</summary>
    /// <returns>Id of its row; null when the store is read-only, full or locked: a report can be made again.</returns>
    long? SaveReport(StoredReport report);

    /// <summary>All reports of a run, the oldest first.</summary>
    IReadOnlyList<StoredReport> ReadReports(string runId);

    /// <summary>The newest report of a run; null when it has none.</summary>
    StoredReport? LatestReport(string runId);

    /// <summary>The newest report of every run that has one, by run.</summary>
    IReadOnlyDictionary<string, StoredReport> LatestReports();
}
