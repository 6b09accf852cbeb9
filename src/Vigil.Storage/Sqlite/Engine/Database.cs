using SQLitePCL;
using Vigil.Storage.Faults;

namespace Vigil.Storage.Sqlite.Engine;

/// <summary>
/// One connection to a database file with its prepared statements, through SQLite's own interface: it binds NaN as NULL
/// and bytes without copying, tells results as codes, and spares every recorder the memory of ADO.NET.
/// Failures are <see cref="StoreUnavailableException"/>. Not thread-safe.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = [];

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle, string path)
    {
        Handle = handle;
        Path = path;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>SQLite's handle.</summary>
    internal sqlite3 Handle { get; }

    /// <summary>Rows changed by the latest statement.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    /// <summary>Number of the row inserted last.</summary>
    public long LastRowId => raw.sqlite3_last_insert_rowid(Handle);

    /// <summary>True between BEGIN and COMMIT.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; created when missing unless read-only.</param>
    /// <param name="readOnly">Whether to open it for reading alone.</param>
    /// <param name="busyMilliseconds">How long to wait for another process's lock before giving up.</param>
    /// <param name="cacheKibibytes">Bound of the page cache.</param>
    /// <param name="immutable">Whether nobody writes it: neither locks nor companion files are used.</param>
    /// <exception cref="StoreUnavailableException">It cannot be opened.</exception>
    public static Database Open(string path, bool readOnly, int busyMilliseconds, int cacheKibibytes, bool immutable = false)
    {
        string name = immutable ? $"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1" : path;
        int flags = (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE)
            | (immutable ? raw.SQLITE_OPEN_URI : 0);
        int code = raw.sqlite3_open_v2(name, out sqlite3 handle, flags, null);
        var database = new Database(handle, path);
        try
        {
            if (code != raw.SQLITE_OK)
            {
                throw database.Failure(code);
            }

            raw.sqlite3_busy_timeout(handle, busyMilliseconds);
            database.Execute($"PRAGMA cache_size = -{cacheKibibytes}");
            database.Execute("PRAGMA mmap_size = 0");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The prepared form of a statement: made once per connection, ready to bind.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out Statement? statement))
        {
            int code = raw.sqlite3_prepare_v2(Handle, sql, out sqlite3_stmt handle);
            if (code != raw.SQLITE_OK)
            {
                throw Failure(code);
            }

            statement = new Statement(this, handle);
            _statements.Add(sql, statement);
        }

        statement.Reset();
        return statement;
    }

    /// <summary>Runs a statement without parameters and forgets it.</summary>
    public void Execute(string sql)
    {
        int code = raw.sqlite3_exec(Handle, sql);
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code);
        }
    }

    /// <summary>The first number of a statement's first row; null when there is none.</summary>
    public long? Number(string sql)
    {
        Statement statement = Prepare(sql);
        long? result = statement.Step() ? statement.NullableInteger(0) : null;
        statement.Reset();
        return result;
    }

    /// <summary>Starts a transaction that writes: takes the lock at once, so that it cannot fail half way for want of it.</summary>
    public void BeginWriting() => Prepare("BEGIN IMMEDIATE").Run();

    /// <summary>Makes the transaction's changes last.</summary>
    public void Commit() => Prepare("COMMIT").Run();

    /// <summary>Undoes the transaction, if there is one. Never throws: SQLite may have undone it by itself.</summary>
    public void RollBack()
    {
        if (InTransaction)
        {
            _ = raw.sqlite3_exec(Handle, "ROLLBACK");
        }
    }

    /// <summary>Ends whatever statements still stand on a row, and with them the snapshot that they hold.</summary>
    public void ResetStatements()
    {
        foreach (Statement statement in _statements.Values)
        {
            statement.Reset();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Statement statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        Handle.Dispose();
    }

    /// <summary>The exception for a result code.</summary>
    internal StoreUnavailableException Failure(int code) =>
        new(SqliteFaults.Of(code), Path, $"SQLite: {raw.sqlite3_errmsg(Handle).utf8_to_string()}");
}
