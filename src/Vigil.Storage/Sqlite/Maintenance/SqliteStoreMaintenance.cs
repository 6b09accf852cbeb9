using Vigil.Core.Maintenance;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Maintenance;

/// <summary>Roll-ups, retention and vacuum of the SQLite store.</summary>
/// <param name="readers">Connections for reading.</param>
/// <param name="openForWriting">Opens a connection for writing; null for a store that is only read.</param>
/// <param name="time">The clock.</param>
internal sealed class SqliteStoreMaintenance(ReaderPool readers, Func<Database>? openForWriting, TimeProvider time) : IStoreMaintenance
{
    // Some free pages stay: what is recorded next takes them without growing the file.
    private const int KeptFreePages = 256;
    private const int PagesAtOnce = 64;
    private const int BlocksForRoom = 8;

    /// <inheritdoc/>
    public async Task<MaintenanceResult> MaintainAsync(RetentionPolicy policy, CancellationToken cancellationToken = default)
    {
        using var session = new MaintenanceSession((openForWriting ?? throw new InvalidOperationException("The store was opened for reading alone."))(), readers, time, cancellationToken);
        List<MaintainedRun> runs = session.Read(MaintainedRun.All);
        var rollups = new RollupWork(session);
        foreach (MaintainedRun run in runs)
        {
            await rollups.RollUpAsync(run, whole: false);
        }

        List<MaintainedRun> subject = [.. runs.Where(run => !run.IsRun || (policy.IncludesRuns && !run.IsRunning))];
        var expiry = new Expiry(session);
        foreach (MaintainedRun run in subject)
        {
            await ExpireAsync(expiry, run, policy);
        }

        long tooMany = policy.MostBytes is { } most ? await MakeRoomAsync(session, expiry, subject, most) : 0;
        long returned = await session.VacuumAsync(KeptFreePages, PagesAtOnce);
        return new MaintenanceResult(session.SpansRolledUp, session.BlocksDeleted, session.SpansDeleted, session.RecordsDeleted, returned, tooMany);
    }

    private async Task ExpireAsync(Expiry expiry, MaintainedRun run, RetentionPolicy policy)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (policy.RawAge is { } raw)
        {
            await expiry.DeleteSamplesAsync(run, now - (long)raw.TotalMilliseconds);
        }

        if (policy.MinuteAge is { } minutes)
        {
            await expiry.DeleteMinutesAsync(run, now - (long)minutes.TotalMilliseconds);
        }

        if (policy.HourAge is { } hours)
        {
            await expiry.DeleteHoursAsync(run, now - (long)hours.TotalMilliseconds);
        }
    }

    // The oldest samples first, then the oldest minutes, then the oldest records that ended.
    private static async Task<long> MakeRoomAsync(MaintenanceSession session, Expiry expiry, List<MaintainedRun> runs, long most)
    {
        foreach (Func<MaintainedRun, Task<int>> delete in (Func<MaintainedRun, Task<int>>[])
        [
            run => expiry.DeleteSamplesAsync(run, long.MaxValue, BlocksForRoom),
            run => expiry.DeleteMinutesAsync(run, long.MaxValue, most: 1),
            run => run.IsRunning ? Task.FromResult(0) : expiry.DeleteRecordAsync(run),
        ])
        {
            var left = new List<MaintainedRun>(runs);
            while (session.UsedBytes() > most && left.Count > 0)
            {
                MaintainedRun oldest = left.MinBy(run => session.Read(database => Oldest(database, run)))!;
                if (await delete(oldest) == 0)
                {
                    left.Remove(oldest);
                }
            }
        }

        return Math.Max(0, session.UsedBytes() - most);
    }

    // When the oldest of what is left of a record was recorded.
    private static long Oldest(Database database, MaintainedRun run)
    {
        Statement row = database.Prepare("""
            SELECT coalesce((SELECT min(min_time_ms) FROM VigilSampleBlock WHERE run_number = ?1),
              (SELECT min(start_ms) FROM VigilRollupSpan WHERE run_number = ?1 AND step_ms = 60000), ?2)
            """).Bind(1, run.Number).Bind(2, run.LastSeenMilliseconds);
        row.Step();
        long oldest = row.Integer(0);
        row.Reset();
        return oldest;
    }
}
