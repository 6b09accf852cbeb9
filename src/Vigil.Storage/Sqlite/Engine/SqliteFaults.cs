using SQLitePCL;
using Vigil.Storage.Faults;

namespace Vigil.Storage.Sqlite.Engine;

/// <summary>Translates SQLite's result codes.</summary>
internal static class SqliteFaults
{
    /// <summary>What a result code means for the user.</summary>
    public static StoreFault Of(int code) => (code & 0xff) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => StoreFault.Locked,
        raw.SQLITE_FULL => StoreFault.Full,
        raw.SQLITE_NOTADB => StoreFault.NotADatabase,
        raw.SQLITE_CORRUPT => StoreFault.Corrupt,
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => StoreFault.NoPermission,
        raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_NOMEM or raw.SQLITE_NOLFS => StoreFault.InputOutput,
        _ => StoreFault.Refused,
    };

    /// <summary>True when the same thing may well work later.</summary>
    public static bool MayPass(StoreFault fault) => fault is not (StoreFault.Refused or StoreFault.NewerSchema or StoreFault.ForeignTable);
}
