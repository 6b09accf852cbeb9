using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Training;

/// <summary>The rows of a table that can belong to a run, others among them.</summary>
/// <param name="First">First row number.</param>
/// <param name="Last">Last row number; the largest number while the run goes on.</param>
internal readonly record struct RowRange(long First, long Last)
{
    /// <summary>
    /// The part that begins at an instant: looked for from the end, since it is the latest rows that are asked for again
    /// and again.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="table">Name of a table with the columns id, job_id and timestamp.</param>
    /// <param name="runId">The run.</param>
    /// <param name="fromUnixSeconds">The instant; negative infinity for all.</param>
    public RowRange Since(Database database, string table, string runId, double fromUnixSeconds)
    {
        if (double.IsNegativeInfinity(fromUnixSeconds))
        {
            return this;
        }

        Statement before = database.Prepare(
            $"SELECT id FROM {table} WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3 AND timestamp < ?4 ORDER BY id DESC LIMIT 1")
            .Bind(1, First).Bind(2, Last).Bind(3, runId).Bind(4, fromUnixSeconds);
        long first = before.Step() ? before.Integer(0) + 1 : First;
        before.Reset();
        return this with { First = first };
    }
}
