namespace Vigil.Storage.Sqlite.Schema;

/// <summary>One step forward of the schema; each runs in a transaction of its own.</summary>
/// <param name="Version">The version that it leads to; they count up by one.</param>
/// <param name="Sql">What it does.</param>
internal sealed record Migration(int Version, string Sql);
