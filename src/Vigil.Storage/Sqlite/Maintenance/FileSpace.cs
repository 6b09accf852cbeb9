using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Maintenance;

/// <summary>The room of a database file: pages in use and pages free to be used again.</summary>
/// <param name="UsedBytes">Bytes that hold anything.</param>
/// <param name="FreeBytes">Bytes that are free.</param>
/// <param name="PageBytes">Bytes of a page.</param>
internal readonly record struct FileSpace(long UsedBytes, long FreeBytes, long PageBytes)
{
    /// <summary>Free pages.</summary>
    public long FreePages => FreeBytes / PageBytes;

    /// <summary>Asks the database.</summary>
    public static FileSpace Of(Database database)
    {
        Statement row = database.Prepare("SELECT page_count, freelist_count, page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
        row.Step();
        long bytes = row.Integer(2);
        var space = new FileSpace((row.Integer(0) - row.Integer(1)) * bytes, row.Integer(1) * bytes, bytes);
        row.Reset();
        return space;
    }
}
