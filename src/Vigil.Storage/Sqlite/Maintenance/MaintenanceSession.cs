using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Maintenance;

/// <summary>
/// One pass of maintenance over one connection: every change is a transaction of its own, followed by a pause that is longer
/// than it took, in which whoever waits for the lock gets it (SQLite looks again after 100 ms at the latest).
/// </summary>
internal sealed class MaintenanceSession(Database database, ReaderPool readers, TimeProvider time, CancellationToken cancellationToken) : IDisposable
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(5);

    /// <summary>Spans reduced so far.</summary>
    public int SpansRolledUp { get; set; }

    /// <summary>Blocks deleted so far.</summary>
    public int BlocksDeleted { get; set; }

    /// <summary>Spans of roll-ups deleted so far.</summary>
    public int SpansDeleted { get; set; }

    /// <summary>Records deleted so far.</summary>
    public int RecordsDeleted { get; set; }

    /// <summary>Reads within one snapshot, without a lock.</summary>
    public T Read<T>(Func<Database, T> question)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return readers.Read(question);
    }

    /// <summary>Makes a small change, then leaves room for others.</summary>
    public async Task<T> WriteAsync<T>(Func<Database, T> change)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long begun = time.GetTimestamp();
        database.BeginWriting();
        T result;
        try
        {
            result = change(database);
            database.Commit();
        }
        catch
        {
            database.ResetStatements();
            database.RollBack();
            throw;
        }

        await PauseAsync(begun);
        return result;
    }

    /// <summary>Gives free pages back to the file system, some at a time. Files that Vigil did not create may not be made for it: theirs are used again instead.</summary>
    /// <returns>Bytes given back.</returns>
    public async Task<long> VacuumAsync(int keptPages, int pagesAtOnce)
    {
        if (database.Number("SELECT auto_vacuum FROM pragma_auto_vacuum") != 2)
        {
            return 0;
        }

        FileSpace space = FileSpace.Of(database);
        long before = space.FreePages;
        long free = before;
        while (free > keptPages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long begun = time.GetTimestamp();
            database.Execute($"PRAGMA incremental_vacuum({Math.Min(pagesAtOnce, free - keptPages)})");
            await PauseAsync(begun);
            long now = FileSpace.Of(database).FreePages;
            if (now >= free)
            {
                break;
            }

            free = now;
        }

        return (before - free) * space.PageBytes;
    }

    /// <summary>Bytes of the database that hold anything.</summary>
    public long UsedBytes() => FileSpace.Of(database).UsedBytes;

    /// <inheritdoc/>
    public void Dispose() => database.Dispose();

    private Task PauseAsync(long begun)
    {
        TimeSpan took = time.GetElapsedTime(begun);
        return Task.Delay(took * 2 > s_shortestPause ? took * 2 : s_shortestPause, time, cancellationToken);
    }
}
