using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Rollups;

/// <summary>
/// The roll-ups of runs and the spans that are whole. A span counts once its row in <c>VigilRollupSpan</c> is there, which is
/// written in the same transaction as the roll-ups of all subjects: readers see all of a span or none of it.
/// All calls happen inside the caller's transaction.
/// </summary>
internal static class RollupTable
{
    /// <summary>Spans of a run that touch a window, in order.</summary>
    public static List<long> Spans(Database database, long runNumber, RollupLevel level, long from, long to)
    {
        var spans = new List<long>();
        Statement rows = database.Prepare("SELECT start_ms FROM VigilRollupSpan WHERE run_number = ?1 AND step_ms = ?2 AND start_ms > ?3 AND start_ms < ?4 ORDER BY start_ms")
            .Bind(1, runNumber).Bind(2, level.StepMilliseconds).Bind(3, from < long.MinValue + level.SpanMilliseconds ? long.MinValue : from - level.SpanMilliseconds).Bind(4, to);
        while (rows.Step())
        {
            spans.Add(rows.Integer(0));
        }

        rows.Reset();
        return spans;
    }

    /// <summary>Whether a span is whole.</summary>
    public static bool Has(Database database, long runNumber, RollupLevel level, long start)
    {
        Statement row = database.Prepare("SELECT 1 FROM VigilRollupSpan WHERE run_number = ?1 AND step_ms = ?2 AND start_ms = ?3")
            .Bind(1, runNumber).Bind(2, level.StepMilliseconds).Bind(3, start);
        bool has = row.Step();
        row.Reset();
        return has;
    }

    /// <summary>The roll-ups of a subject whose spans start in a window, in order; of spans that are not whole too.</summary>
    public static Statement Rows(Database database, long subjectId, RollupLevel level, long from, long to) =>
        database.Prepare("SELECT start_ms, data FROM VigilRollup WHERE subject_id = ?1 AND step_ms = ?2 AND start_ms >= ?3 AND start_ms < ?4 ORDER BY start_ms")
            .Bind(1, subjectId).Bind(2, level.StepMilliseconds).Bind(3, from).Bind(4, to);

    /// <summary>Stores a span; what stood in its place is replaced.</summary>
    public static void Store(Database database, long runNumber, RollupLevel level, long start, IEnumerable<(long SubjectId, byte[] Data)> rows)
    {
        foreach ((long subjectId, byte[] data) in rows)
        {
            database.Prepare("INSERT OR REPLACE INTO VigilRollup (subject_id, step_ms, start_ms, data) VALUES (?1, ?2, ?3, ?4)")
                .Bind(1, subjectId).Bind(2, level.StepMilliseconds).Bind(3, start).Bind(4, data.AsSpan()).Run();
        }

        database.Prepare("INSERT OR IGNORE INTO VigilRollupSpan (run_number, step_ms, start_ms) VALUES (?1, ?2, ?3)")
            .Bind(1, runNumber).Bind(2, level.StepMilliseconds).Bind(3, start).Run();
    }

    /// <summary>Deletes the roll-ups of a span.</summary>
    public static void Delete(Database database, long runNumber, RollupLevel level, long start)
    {
        database.Prepare("""
            DELETE FROM VigilRollup WHERE id IN (
              SELECT r.id FROM VigilSubject s CROSS JOIN VigilRollup r ON r.subject_id = s.id AND r.step_ms = ?3 AND r.start_ms = ?4
              WHERE s.id BETWEEN ?1 AND ?2)
            """).Bind(1, Samples.RowKeys.Of(runNumber, 0)).Bind(2, Samples.RowKeys.Of(runNumber, uint.MaxValue)).Bind(3, level.StepMilliseconds).Bind(4, start).Run();
        database.Prepare("DELETE FROM VigilRollupSpan WHERE run_number = ?1 AND step_ms = ?2 AND start_ms = ?3")
            .Bind(1, runNumber).Bind(2, level.StepMilliseconds).Bind(3, start).Run();
    }

    /// <summary>
    /// Lets the spans that new samples fall into be rolled up again, which replaces them: the clock stepped back. Spans of which
    /// samples were deleted stay as they are.
    /// </summary>
    public static void Forget(Database database, long runNumber, long fromMilliseconds, long toMilliseconds)
    {
        foreach (RollupLevel level in (RollupLevel[])[RollupLevel.Minute, RollupLevel.Hour])
        {
            database.Prepare("""
                DELETE FROM VigilRollupSpan WHERE run_number = ?1 AND step_ms = ?2 AND start_ms BETWEEN ?3 AND ?4
                  AND start_ms >= coalesce((SELECT samples_from_ms FROM VigilRun WHERE number = ?1), -9223372036854775808)
                """).Bind(1, runNumber).Bind(2, level.StepMilliseconds).Bind(3, level.SpanOf(fromMilliseconds)).Bind(4, toMilliseconds).Run();
        }
    }
}
