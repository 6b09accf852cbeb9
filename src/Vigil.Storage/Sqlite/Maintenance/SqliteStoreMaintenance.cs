using Vigil.Core.Maintenance;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Rollups;

namespace Vigil.Storage.Sqlite.Maintenance;

/// <summary>Roll-ups, retention and vacuum of the SQLite store.</summary>
/// <param name="readers">Connections for reading.</param>
/// <param name="openForWriting">Opens a connection for writing; throws for a store that is only read.</param>
/// <param name="time">The clock.</param>
internal sealed class SqliteStoreMaintenance(ReaderPool readers, Func<Database> openForWriting, TimeProvider time) : IStoreMaintenance
{
    // Some free pages stay: what is recorded next takes them without growing the file.
    private const int KeptFreePages = 256;
    private const int PagesAtOnce = 64;
    private const int BlocksForRoom = 8;

    /// <inheritdoc/>
    public async Task<MaintenanceResult> MaintainAsync(RetentionPolicy policy, CancellationToken cancellationToken = default)
    {
        using var session = new MaintenanceSession(openForWriting(), readers, time, cancellationToken);
        List<MaintainedRun> runs = session.Read(MaintainedRun.All);
        var rollups = new RollupWork(session);
        foreach (MaintainedRun run in runs)
        {
            await rollups.RollUpAsync(run, whole: false);
        }

        List<MaintainedRun> subject = Subject(runs, policy);
        var expiry = new Expiry(session);
        foreach (MaintainedRun run in subject)
        {
            await ExpireAsync(expiry, run, policy);
        }

        long tooMany = policy.MostBytes is { } most ? await MakeRoomAsync(session, expiry, subject, most) : 0;
        long returned = await session.VacuumAsync(KeptFreePages, PagesAtOnce);
        return new MaintenanceResult(session.SpansRolledUp, session.BlocksDeleted, session.SpansDeleted, session.RecordsDeleted, returned, tooMany);
    }

    /// <inheritdoc/>
    public StoreContents ReadContents() => readers.Read(database =>
    {
        FileSpace space = FileSpace.Of(database);
        int Count(string sql) => (int)(database.Number(sql) ?? 0);
        return new StoreContents(
            space.UsedBytes,
            space.FreeBytes,
            Count("SELECT count(*) FROM VigilRun WHERE kind = 'run'"),
            Count("SELECT count(*) FROM VigilRun WHERE kind = 'monitor'"),
            Count("SELECT count(*) FROM VigilRun WHERE kind = 'service'"),
            database.Number("SELECT coalesce((SELECT sum(row_count) FROM VigilSampleBlock), 0) + (SELECT count(*) FROM VigilSampleTail)") ?? 0,
            Count("SELECT count(*) FROM VigilRollupSpan WHERE step_ms = 60000"),
            Count("SELECT count(*) FROM VigilRollupSpan WHERE step_ms = 3600000"));
    });

    /// <inheritdoc/>
    public RetentionEstimate Estimate(RetentionPolicy policy) => readers.Read(database =>
    {
        long samples = 0;
        int minutes = 0;
        int hours = 0;
        foreach (MaintainedRun run in Subject(MaintainedRun.All(database), policy))
        {
            samples += policy.RawAge is { } raw ? Expiry.Expired(database, run, Before(raw), rolledUp: false).Sum(block => (long)block.Rows) : 0;
            minutes += policy.MinuteAge is { } minute ? Expiry.Expired(database, run, RollupLevel.Minute, Before(minute)).Count : 0;
            hours += policy.HourAge is { } hour ? Expiry.Expired(database, run, RollupLevel.Hour, Before(hour)).Count : 0;
        }

        return new RetentionEstimate(samples, minutes, hours, policy.MostBytes is { } most ? Math.Max(0, FileSpace.Of(database).UsedBytes - most) : 0);
    });

    // Those that a policy may delete from.
    private static List<MaintainedRun> Subject(List<MaintainedRun> runs, RetentionPolicy policy) =>
        [.. runs.Where(run => !run.IsRun || (policy.IncludesRuns && !run.IsRunning))];

    private long Before(TimeSpan age) => time.GetUtcNow().ToUnixTimeMilliseconds() - (long)age.TotalMilliseconds;

    private async Task ExpireAsync(Expiry expiry, MaintainedRun run, RetentionPolicy policy)
    {
        if (policy.RawAge is { } raw)
        {
            await expiry.DeleteSamplesAsync(run, Before(raw));
        }

        if (policy.MinuteAge is { } minutes)
        {
            await expiry.DeleteMinutesAsync(run, Before(minutes));
        }

        if (policy.HourAge is { } hours)
        {
            await expiry.DeleteHoursAsync(run, Before(hours));
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
