using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Live;

/// <summary>
/// Tells whether anything was committed since the last question, by SQLite's own counter. That counter is per connection, so this one
/// is kept for it and asks nothing else. Thread-safe.
/// </summary>
internal sealed class VersionProbe(Func<Database> open) : IDisposable
{
    private readonly Lock _lock = new();
    private Database? _database;
    private long _opened;
    private bool _disposed;

    /// <summary>A number that differs from the one before when anything was committed in between.</summary>
    public long Read()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteRunStore));
            if (_database is null)
            {
                _database = open();
                _opened++;
            }

            try
            {
                return (_opened << 32) | (_database.Number("SELECT data_version FROM pragma_data_version") ?? 0);
            }
            catch (StoreUnavailableException)
            {
                _database.Dispose();
                _database = null;
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _database?.Dispose();
        }
    }
}
