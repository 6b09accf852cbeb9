namespace Vigil.Server.Api;

/// <summary>What requests are told about the server itself, and what it may do.</summary>
/// <param name="Version">Vigil's version.</param>
/// <param name="Database">The database, absolute.</param>
/// <param name="NeedsToken">Whether requests need a token or a session.</param>
/// <param name="MayApply">Whether recommendations may be written to configuration files.</param>
/// <param name="MostSockets">WebSockets open at once.</param>
internal sealed record ServerFacts(string Version, string Database, bool NeedsToken, bool MayApply, int MostSockets)
{
    /// <summary>Size of the database with what is not yet written back to it, bytes.</summary>
    public long DatabaseBytes => SizeOf(Database) + SizeOf(Database + "-wal");

    private static long SizeOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }
}
