namespace Vigil.Core.Runs;

/// <summary>Opens runs for writing, keeps reports, and answers every reader.</summary>
public interface IRunStore : IRunReader, IReportStore, IDisposable
{
    /// <summary>Creates a run and the writer that feeds it.</summary>
    IRunWriter Begin(RunStart start);

    /// <summary>
    /// Closes runs whose recorder is gone (killed, or the machine restarted) as <see cref="RunState.RecorderKilled"/>,
    /// ended when last seen.
    /// </summary>
    /// <returns>The ids of the runs closed; other kinds of records are closed without a word.</returns>
    IReadOnlyList<string> CloseOrphans();
}
