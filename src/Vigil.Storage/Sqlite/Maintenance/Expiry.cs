using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Library;
using Vigil.Storage.Sqlite.Rollups;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Maintenance;

/// <summary>
/// Deletes the oldest of a record, a little at a time. Samples go only once they are rolled up to minutes, minutes only once
/// they are rolled up to hours; the newest block of a record that is being recorded stays.
/// </summary>
internal sealed class Expiry(MaintenanceSession session)
{
    private const int BlocksAtOnce = 2;
    private const int TotalsAtOnce = 2000;

    /// <summary>Deletes samples that were all taken before an instant.</summary>
    /// <param name="run">The record.</param>
    /// <param name="before">The instant, Unix milliseconds.</param>
    /// <param name="mostBlocks">The most blocks to delete.</param>
    /// <returns>Blocks deleted.</returns>
    public async Task<int> DeleteSamplesAsync(MaintainedRun run, long before, int mostBlocks = int.MaxValue)
    {
        List<SampleBlock> due = session.Read(database => Expired(database, run, before, rolledUp: false));
        if (due.Count == 0)
        {
            return 0;
        }

        await new RollupWork(session).RollUpAsync(run, whole: !run.IsRunning);
        due = session.Read(database => Expired(database, run, before, rolledUp: true));
        int deleted = 0;
        foreach (SampleBlock[] some in due.Take(mostBlocks).Chunk(BlocksAtOnce))
        {
            deleted += await session.WriteAsync(database => some.Sum(block => Delete(database, run, block)));
        }

        if (deleted > 0)
        {
            await DeleteTotalsAsync(run);
        }

        session.BlocksDeleted += deleted;
        return deleted;
    }

    /// <summary>Deletes roll-ups to minutes of spans that ended before an instant.</summary>
    /// <returns>Spans deleted.</returns>
    public async Task<int> DeleteMinutesAsync(MaintainedRun run, long before, int most = int.MaxValue)
    {
        List<long> due = session.Read(database => Expired(database, run, RollupLevel.Minute, before));
        if (due.Count == 0)
        {
            return 0;
        }

        await new RollupWork(session).RollUpAsync(run, whole: !run.IsRunning);
        int deleted = 0;
        foreach (long span in due.Take(most))
        {
            deleted += await session.WriteAsync(database => DeleteMinutes(database, run, span));
        }

        session.SpansDeleted += deleted;
        return deleted;
    }

    /// <summary>Deletes roll-ups to hours of spans that ended before an instant, subjects not seen since, and an ended record of which nothing is left.</summary>
    public async Task DeleteHoursAsync(MaintainedRun run, long before)
    {
        List<long> due = session.Read(database => Expired(database, run, RollupLevel.Hour, before));
        foreach (long span in due)
        {
            session.SpansDeleted += await session.WriteAsync(database =>
            {
                RollupTable.Delete(database, run.Number, RollupLevel.Hour, span);
                return 1;
            });
        }

        bool nothingLeft = session.Read(database => run.Blocks(database).Count == 0 && run.Spans(database, RollupLevel.Minute).Count == 0 && run.Spans(database, RollupLevel.Hour).Count == 0);
        if (nothingLeft && !run.IsRunning && run.LastSeenMilliseconds < before)
        {
            await DeleteRecordAsync(run);
        }
    }

    /// <summary>Deletes a record that ended.</summary>
    /// <returns>Records deleted: 0 or 1.</returns>
    public async Task<int> DeleteRecordAsync(MaintainedRun run)
    {
        int deleted = await session.WriteAsync(database => RunDeletion.Delete(database, run.Id) == Core.Library.DeleteResult.Deleted ? 1 : 0);
        session.RecordsDeleted += deleted;
        return deleted;
    }

    /// <summary>The blocks of a record that lie before an instant, the oldest first; with <paramref name="rolledUp"/> as far as they may be deleted now.</summary>
    public static List<SampleBlock> Expired(Database database, MaintainedRun run, long before, bool rolledUp)
    {
        List<SampleBlock> blocks = run.Blocks(database);
        long newest = run.IsRunning && blocks.Count > 0 ? blocks.Max(block => block.Id) : -1;
        HashSet<long> done = rolledUp ? run.Spans(database, RollupLevel.Minute) : [];
        return [.. blocks.TakeWhile(block => block.Last < before && block.Id != newest && (!rolledUp || block.Spans(RollupLevel.Minute).All(done.Contains)))];
    }

    /// <summary>The spans of a record that ended before an instant, the oldest first.</summary>
    public static List<long> Expired(Database database, MaintainedRun run, RollupLevel level, long before) =>
        [.. run.Spans(database, level).Where(span => span + level.SpanMilliseconds <= before).Order()];

    private static int Delete(Database database, MaintainedRun run, SampleBlock block)
    {
        database.Prepare("""
            DELETE FROM VigilSampleChunk WHERE id IN (
              SELECT c.id FROM VigilSubject s CROSS JOIN VigilSampleChunk c ON c.subject_id = s.id AND c.block_id = ?3
              WHERE s.id BETWEEN ?1 AND ?2)
            """).Bind(1, RowKeys.Of(run.Number, 0)).Bind(2, RowKeys.Of(run.Number, uint.MaxValue)).Bind(3, block.Id).Run();
        database.Prepare("DELETE FROM VigilSampleBlock WHERE id = ?1").Bind(1, block.Id).Run();
        int deleted = database.Changes;
        database.Prepare("UPDATE VigilRun SET samples_from_ms = max(coalesce(samples_from_ms, ?2), ?2) WHERE number = ?1").Bind(1, run.Number).Bind(2, block.Last + 1).Run();
        return deleted;
    }

    private static int DeleteMinutes(Database database, MaintainedRun run, long span)
    {
        // What stands in the way of it going: samples that are still there, or hours that are not.
        long end = span + RollupLevel.Minute.SpanMilliseconds;
        if (run.Blocks(database).Exists(block => block.First < end && block.Last >= span)
            || !RollupTable.Has(database, run.Number, RollupLevel.Hour, RollupLevel.Hour.SpanOf(span)))
        {
            return 0;
        }

        RollupTable.Delete(database, run.Number, RollupLevel.Minute, span);
        database.Prepare("UPDATE VigilRun SET minutes_from_ms = max(coalesce(minutes_from_ms, ?2), ?2) WHERE number = ?1").Bind(1, run.Number).Bind(2, end).Run();
        return 1;
    }

    // The totals of the samples that are gone, as many at a time as take some milliseconds.
    private async Task DeleteTotalsAsync(MaintainedRun run)
    {
        int deleted;
        do
        {
            deleted = await session.WriteAsync(database =>
            {
                Statement rows = database.Prepare("""
                    SELECT max(id), count(*) FROM (
                      SELECT m.id FROM VigilRun r CROSS JOIN MetricsSample m ON m.id >= r.first_sample_id AND m.job_id = r.id
                      WHERE r.number = ?1 AND m.timestamp * 1000 < r.samples_from_ms ORDER BY m.id LIMIT ?2)
                    """).Bind(1, run.Number).Bind(2, TotalsAtOnce);
                rows.Step();
                long? last = rows.NullableInteger(0);
                int count = (int)rows.Integer(1);
                rows.Reset();
                if (last is null)
                {
                    return 0;
                }

                foreach (string sql in (string[])
                [
                    "UPDATE TrainingEvent SET memory_snapshot_id = NULL WHERE id >= (SELECT first_event_id FROM VigilRun WHERE number = ?1) AND job_id = ?3 AND memory_snapshot_id <= ?2",
                    "DELETE FROM MetricsSample WHERE id >= (SELECT first_sample_id FROM VigilRun WHERE number = ?1) AND id <= ?2 AND job_id = ?3 AND timestamp * 1000 < (SELECT samples_from_ms FROM VigilRun WHERE number = ?1)",
                    "UPDATE VigilRun SET first_sample_id = ?2 + 1 WHERE number = ?1 AND id = ?3 AND NOT EXISTS (SELECT 1 FROM MetricsSample m WHERE m.id >= first_sample_id AND m.id <= ?2 AND m.job_id = ?3)",
                ])
                {
                    database.Prepare(sql).Bind(1, run.Number).Bind(2, last).Bind(3, run.Id).Run();
                }

                return count;
            });
        }
        while (deleted == TotalsAtOnce);
    }
}
