namespace Vigil.Storage.Faults;

/// <summary>
/// A database cannot be used. The message says in one or two sentences what is wrong, where, and what to do.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Creates the exception with the sentence that belongs to the fault.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="path">The database file.</param>
    /// <param name="detail">What the system said about it; null for nothing.</param>
    /// <param name="cause">The exception behind it; null for none.</param>
    public StoreUnavailableException(StoreFault fault, string path, string? detail = null, Exception? cause = null)
        : base(Sentence(fault, path, detail), cause)
    {
        Fault = fault;
        Path = path;
    }

    /// <summary>What is wrong.</summary>
    public StoreFault Fault { get; }

    /// <summary>The database file.</summary>
    public string Path { get; }

    private static string Sentence(StoreFault fault, string path, string? detail)
    {
        string sentence = fault switch
        {
            StoreFault.NotFound => $"There is no database at '{path}'. Record a run first, or name another file with --db.",
            StoreFault.NoPermission => $"No permission to use the database '{path}'. Change its owner or mode, or name another file with --db.",
            StoreFault.ReadOnlyFileSystem => $"The database '{path}' is on a read-only file system. Name a file on a writable one with --db.",
            StoreFault.NotADatabase => $"'{path}' is not an SQLite database and was left as it is. Name another file with --db.",
            StoreFault.Corrupt => $"The database '{path}' is damaged and was left as it is. Keep it for repair (sqlite3 '.recover') and name another file with --db.",
            StoreFault.NewerSchema => $"The database '{path}' was written by a newer Vigil and was left as it is. Use that version, or name another file with --db.",
            StoreFault.ForeignTable => $"The database '{path}' holds a table that Vigil needs under the same name with other columns; it was left as it is. Name another file with --db.",
            StoreFault.Full => $"No space left for the database '{path}'. Free some, or name a file on another disk with --db.",
            StoreFault.Locked => $"Another program holds the database '{path}' locked. End that program, or name another file with --db.",
            StoreFault.InputOutput => $"The disk refused to read or write the database '{path}'. Check the disk and that the file still exists.",
            _ => $"SQLite refused to use the database '{path}'.",
        };
        return detail is null ? sentence : $"{sentence} ({detail})";
    }
}
