namespace Vigil.Core.Live;

/// <summary>Answers those who follow what is being recorded, by this process or another.</summary>
public interface ILiveReader
{
    /// <summary>
    /// A number that differs from the one before whenever anything was written in between, by whatever process. Costs
    /// microseconds: ask several times a second.
    /// </summary>
    long ReadVersion();

    /// <summary>Ids of the runs of which something was recorded since an instant, and those still running.</summary>
    IReadOnlyList<string> ReadActiveRuns(double sinceUnixSeconds);

    /// <summary>Where a follower begins that wants only what comes next; null when there is no such run. Reads no samples.</summary>
    RunCursor? ReadCursor(string runId);

    /// <summary>What is new since a cursor; null when there is no such run.</summary>
    RunChanges? ReadChanges(string runId, RunCursor since);

    /// <summary>The latest sample of a run; null when there is no such run, or none was taken yet.</summary>
    NewestSample? ReadNewest(string runId);
}
