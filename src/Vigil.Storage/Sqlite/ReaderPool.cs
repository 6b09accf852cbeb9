using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite;

/// <summary>Connections for readers, one per call in progress, kept for the next call. Thread-safe.</summary>
internal sealed class ReaderPool(Func<Database> open) : IDisposable
{
    private const int MostKept = 4;
    private readonly Lock _lock = new();
    private readonly Stack<Database> _free = [];
    private bool _disposed;

    /// <summary>Answers a question within one snapshot of the database.</summary>
    public T Read<T>(Func<Database, T> question)
    {
        using Lease lease = Rent();
        return question(lease.Database);
    }

    /// <summary>Streams rows within one snapshot, held for as long as they are walked.</summary>
    public IEnumerable<T> Stream<T>(Func<Database, IEnumerable<T>> question)
    {
        using Lease lease = Rent();
        foreach (T row in question(lease.Database))
        {
            yield return row;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            while (_free.TryPop(out Database? database))
            {
                database.Dispose();
            }
        }
    }

    private Lease Rent()
    {
        Database? database;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteRunStore));
            _free.TryPop(out database);
        }

        database ??= open();
        try
        {
            database.Execute("BEGIN");
            return new Lease(this, database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private void Return(Database database)
    {
        database.ResetStatements();
        database.RollBack();
        lock (_lock)
        {
            if (!_disposed && _free.Count < MostKept)
            {
                _free.Push(database);
                return;
            }
        }

        database.Dispose();
    }

    private sealed class Lease(ReaderPool pool, Database database) : IDisposable
    {
        public Database Database { get; } = database;

        public void Dispose() => pool.Return(Database);
    }
}
