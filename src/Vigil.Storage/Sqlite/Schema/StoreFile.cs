using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Schema;

/// <summary>
/// Opens the database file for writing or reading, checked and at the right version.
/// <para>
/// Choices: WAL, so that readers and one writer do not wait for each other; synchronous NORMAL, which loses nothing when
/// a process dies and at most the last moments when the machine does; the log is folded back every 256 pages and cut to
/// 1 MiB; incremental auto-vacuum in files that Vigil creates, so that the end of a run can give the tail's pages back,
/// and whatever the owner chose in others.
/// </para>
/// </summary>
internal static class StoreFile
{
    private const int WriterCacheKibibytes = 512;
    private const int ReaderCacheKibibytes = 2048;

    /// <summary>Opens for writing; creates file, folder and tables where missing.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be used.</exception>
    public static Database OpenForWriting(string path, int busyMilliseconds, IReadOnlyList<Migration> migrations)
    {
        CreateFolder(path);
        bool fresh = !File.Exists(path) || new FileInfo(path).Length == 0;
        return Guard(path, () => Database.Open(path, readOnly: false, busyMilliseconds, WriterCacheKibibytes), database =>
        {
            if (SQLitePCL.raw.sqlite3_db_readonly(database.Handle, "main") == 1)
            {
                throw new StoreUnavailableException(StoreFault.NoPermission, path);
            }

            if (fresh)
            {
                database.Execute("PRAGMA auto_vacuum = INCREMENTAL");
            }

            Probe(database);

            // Before the journal mode changes: a database that is refused stays as it is to the last byte.
            SchemaUpgrade.CheckVersion(database, migrations[^1].Version);
            SchemaUpgrade.CheckContract(database, whole: false);
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute("PRAGMA synchronous = NORMAL");
            database.Execute("PRAGMA wal_autocheckpoint = 256");
            database.Execute("PRAGMA journal_size_limit = 1048576");
            SchemaUpgrade.Apply(database, migrations);
        });
    }

    /// <summary>Opens for reading alone; works on files and folders that cannot be written.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be used, is missing, or has no tables of Vigil's.</exception>
    public static Database OpenForReading(string path, int busyMilliseconds, IReadOnlyList<Migration> migrations)
    {
        if (!File.Exists(path))
        {
            throw new StoreUnavailableException(Directory.Exists(path) ? StoreFault.NotADatabase : StoreFault.NotFound, path);
        }

        void Check(Database database)
        {
            Probe(database);
            int version = SchemaUpgrade.CheckVersion(database, migrations[^1].Version);
            if (version < migrations[^1].Version)
            {
                throw new StoreUnavailableException(StoreFault.NotFound, path, version == 0 ? "the file holds no recordings yet" : "its tables are of an older version; record into it once to bring them up to date");
            }

            SchemaUpgrade.CheckContract(database, whole: true);
        }

        try
        {
            return Guard(path, () => Database.Open(path, readOnly: true, busyMilliseconds, ReaderCacheKibibytes), Check);
        }
        catch (StoreUnavailableException e) when (e.Fault is StoreFault.InputOutput or StoreFault.Full or StoreFault.NoPermission or StoreFault.ReadOnlyFileSystem && !HasLog(path))
        {
            // WAL needs companion files even to read. Where they cannot be made (no permission, a full disk) and none with
            // anything in it is there, nobody writes either.
            return Guard(path, () => Database.Open(path, readOnly: true, busyMilliseconds, ReaderCacheKibibytes, immutable: true), Check);
        }
    }

    private static bool HasLog(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    // Reads the schema and, by the freelist and the size, notices files that were cut short. A full check takes time in
    // proportion to the file and is left to sqlite3.
    private static void Probe(Database database)
    {
        database.Number("SELECT count(*) FROM sqlite_master");
        long pages = database.Number("SELECT page_count FROM pragma_page_count") ?? 0;
        long pageSize = database.Number("SELECT page_size FROM pragma_page_size") ?? 0;
        if (!File.Exists(database.Path + "-wal") && new FileInfo(database.Path).Length < pages * pageSize)
        {
            throw new StoreUnavailableException(StoreFault.Corrupt, database.Path, "the file is shorter than it says");
        }
    }

    private static Database Guard(string path, Func<Database> open, Action<Database> check)
    {
        Database? database = null;
        try
        {
            database = open();
            check(database);
            return database;
        }
        catch (StoreUnavailableException e)
        {
            database?.Dispose();
            if (e.Fault is StoreFault.NoPermission or StoreFault.InputOutput)
            {
                throw Diagnose(path, e);
            }

            throw;
        }
    }

    // SQLite says no more than "cannot open"; the system knows why.
    private static StoreUnavailableException Diagnose(string path, StoreUnavailableException e)
    {
        if (Directory.Exists(path))
        {
            return new StoreUnavailableException(StoreFault.NotADatabase, path, "it is a folder", e);
        }

        if (NativeFile.IsOnReadOnlyFileSystem(path))
        {
            return new StoreUnavailableException(StoreFault.ReadOnlyFileSystem, path, cause: e);
        }

        return e.Fault == StoreFault.InputOutput && e.Message.Contains("unable to open", StringComparison.Ordinal)
            ? new StoreUnavailableException(StoreFault.NoPermission, path, "SQLite cannot open it", e)
            : e;
    }

    private static void CreateFolder(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StoreFault fault = NativeFile.IsOnReadOnlyFileSystem(folder) ? StoreFault.ReadOnlyFileSystem
                : e is UnauthorizedAccessException ? StoreFault.NoPermission
                : StoreFault.InputOutput;
            throw new StoreUnavailableException(fault, path, e.Message, e);
        }
    }
}
