namespace Vigil.Storage.Sqlite;

/// <summary>A store that is ready, and what there is to say about it.</summary>
/// <param name="Store">The store.</param>
/// <param name="Notice">A sentence for people when another file than the one asked for is used; null otherwise.</param>
public sealed record OpenedStore(SqliteRunStore Store, string? Notice);
