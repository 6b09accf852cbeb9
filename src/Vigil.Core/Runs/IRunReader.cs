using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Core.Runs;

/// <summary>Answers every reader: command line, exports, and what comes after. Sees runs that are still being written.</summary>
public interface IRunReader
{
    /// <summary>Runs, the newest first.</summary>
    /// <param name="limit">The most to return; must be positive.</param>
    /// <param name="kind">What they are of.</param>
    IReadOnlyList<RunRecord> ListRuns(int limit = int.MaxValue, RunKind kind = RunKind.Run);

    /// <summary>
    /// Runs that a person's words may mean: an exact id, else a unique or ambiguous prefix of ids, else an exact name;
    /// <c>last</c> is the newest run. Ids find a record of any <see cref="RunKind"/>, names and <c>last</c> those of programs.
    /// Empty when nothing matches.
    /// </summary>
    IReadOnlyList<RunRecord> FindRuns(string reference);

    /// <summary>Everything that had readings in a run, in order of appearance.</summary>
    IReadOnlyList<StoredSubject> ReadSubjects(string runId);

    /// <summary>
    /// All columns of one subject, by metric name, with the time of each row. Missing values are null.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="subjectId">From <see cref="StoredSubject.Id"/>.</param>
    /// <param name="fromUnixMilliseconds">First instant, inclusive.</param>
    /// <param name="toUnixMilliseconds">Last instant, inclusive.</param>
    /// <param name="thinning">Which rows; all by default. Every subject of a run keeps the rows of the same instants.</param>
    SeriesTable ReadSeries(string runId, long subjectId, long fromUnixMilliseconds = long.MinValue, long toUnixMilliseconds = long.MaxValue, RowThinning thinning = default);

    /// <summary>The totals of every sample since an instant (the documents' MetricsSample rows), in order of time.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="fromUnixSeconds">The instant.</param>
    /// <param name="thinning">Which rows; all by default. Of a stretch it is the row with the most memory in use, so that no peak is lost.</param>
    IEnumerable<StoredTotals> ReadTotals(string runId, double fromUnixSeconds = double.NegativeInfinity, RowThinning thinning = default);

    /// <summary>Steps since an instant, in the order in which they were recorded.</summary>
    IEnumerable<StepReading> ReadSteps(string runId, double fromUnixSeconds = double.NegativeInfinity);

    /// <summary>Events since an instant, in the order in which they were recorded.</summary>
    IEnumerable<StoredEvent> ReadEvents(string runId, double fromUnixSeconds = double.NegativeInfinity);

    /// <summary>The kept output, in order; a gap where the middle was dropped has its own entry.</summary>
    IEnumerable<StoredOutput> ReadOutput(string runId);
}
