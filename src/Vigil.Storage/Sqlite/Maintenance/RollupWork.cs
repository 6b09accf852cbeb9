using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Rollups;

namespace Vigil.Storage.Sqlite.Maintenance;

/// <summary>
/// Rolls up the spans of a record that are complete. What a span becomes is made from a snapshot and without a lock, and stored in one short
/// transaction, unless somebody else stored it meanwhile or samples came into it: then it is left for the next time.
/// </summary>
internal sealed class RollupWork(MaintenanceSession session)
{
    /// <summary>Rolls up what is due.</summary>
    /// <param name="run">The record.</param>
    /// <param name="whole">Whether the last, incomplete spans are due too: nothing more comes.</param>
    public async Task RollUpAsync(MaintainedRun run, bool whole)
    {
        (List<long> due, List<SampleBlock> blocks, long until) = session.Read(database =>
        {
            List<SampleBlock> found = run.Blocks(database);
            return (Due(run.Spans(database, RollupLevel.Minute), found, RollupLevel.Minute, End(run, database, found, whole)), found, End(run, database, found, whole));
        });
        foreach (long span in due)
        {
            await StoreAsync(run, RollupLevel.Minute, span);
        }

        List<long> hours = session.Read(database =>
        {
            HashSet<long> minutes = run.Spans(database, RollupLevel.Minute);
            HashSet<long> touched = [.. blocks.SelectMany(block => block.Spans(RollupLevel.Minute))];
            return minutes.Select(RollupLevel.Hour.SpanOf).Distinct()
                .Where(span => span + RollupLevel.Hour.SpanMilliseconds <= until)
                .Where(span => touched.All(minute => RollupLevel.Hour.SpanOf(minute) != span || minutes.Contains(minute)))
                .Except(run.Spans(database, RollupLevel.Hour)).Order().ToList();
        });
        foreach (long span in hours)
        {
            await StoreAsync(run, RollupLevel.Hour, span);
        }
    }

    private static long End(MaintainedRun run, Database database, List<SampleBlock> blocks, bool whole) => whole ? long.MaxValue : run.PackedUntil(database, blocks);

    private static List<long> Due(HashSet<long> done, List<SampleBlock> blocks, RollupLevel level, long until) =>
        blocks.SelectMany(block => block.Spans(level)).Distinct()
            .Where(span => span + level.SpanMilliseconds <= until && !done.Contains(span)).Order().ToList();

    private async Task StoreAsync(MaintainedRun run, RollupLevel level, long span)
    {
        (List<(long SubjectId, byte[] Data)> rows, long seen) = session.Read(database => (new RollupMaker(database, run.Number).Make(level, span), NewestBlock(database, run, level, span)));
        session.SpansRolledUp += await session.WriteAsync(database =>
        {
            if (RollupTable.Has(database, run.Number, level, span) || NewestBlock(database, run, level, span) != seen)
            {
                return 0;
            }

            RollupTable.Store(database, run.Number, level, span, rows);
            return 1;
        });
    }

    private static long NewestBlock(Database database, MaintainedRun run, RollupLevel level, long span)
    {
        Statement row = database.Prepare("SELECT max(id) FROM VigilSampleBlock WHERE run_number = ?1 AND min_time_ms < ?3 AND max_time_ms >= ?2")
            .Bind(1, run.Number).Bind(2, span).Bind(3, span + level.SpanMilliseconds);
        row.Step();
        long newest = row.Integer(0);
        row.Reset();
        return newest;
    }
}
