namespace Vigil.Storage.Faults;

/// <summary>Why a database cannot be used.</summary>
public enum StoreFault
{
    /// <summary>There is no such file, and it was to be read.</summary>
    NotFound,

    /// <summary>The file or its folder may not be read or written by this user.</summary>
    NoPermission,

    /// <summary>The file system is mounted read-only.</summary>
    ReadOnlyFileSystem,

    /// <summary>The file is something else than an SQLite database. It is left as it is.</summary>
    NotADatabase,

    /// <summary>The database is damaged. It is left as it is.</summary>
    Corrupt,

    /// <summary>A newer Vigil wrote it. It is left as it is.</summary>
    NewerSchema,

    /// <summary>It holds a table of a name that Vigil needs, with other columns. It is left as it is.</summary>
    ForeignTable,

    /// <summary>The disk, or the user's share of it, is full.</summary>
    Full,

    /// <summary>Another program holds the database locked.</summary>
    Locked,

    /// <summary>The disk failed, or the file went away under the program.</summary>
    InputOutput,

    /// <summary>SQLite refused for a reason of its own.</summary>
    Refused,
}
