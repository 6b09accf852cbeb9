using Vigil.Core.Operations;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>The VigilOperationKey rows: what operations are counted by, within each record.</summary>
internal static class OperationKeyTable
{
    /// <summary>Names that one record may have; the rest are counted together as <see cref="OtherName"/> of their type.</summary>
    public const int MostKeys = 5000;

    /// <summary>The name of those.</summary>
    public const string OtherName = "(other)";

    /// <summary>The row of a key, made if need be.</summary>
    public static long Ensure(Database database, long runNumber, OperationKey key)
    {
        if (Find(database, runNumber, key) is { } found)
        {
            return found;
        }

        Statement count = database.Prepare("SELECT count(*) FROM VigilOperationKey WHERE run_number = ?1").Bind(1, runNumber);
        count.Step();
        bool full = count.Integer(0) >= MostKeys;
        count.Reset();
        if (full && key.Name != OtherName)
        {
            return Ensure(database, runNumber, key with { Name = OtherName });
        }

        database.Prepare("INSERT INTO VigilOperationKey (run_number, type, name) VALUES (?1, ?2, ?3)")
            .Bind(1, runNumber).Bind(2, key.Type.Word).Bind(3, key.Name).Run();
        return database.LastRowId;
    }

    /// <summary>Keys that a query selects, with the record of each.</summary>
    public static Dictionary<long, StoredKey> Select(Database database, OperationQuery query)
    {
        Statement row = database.Prepare("""
            SELECT k.id, k.type, k.name, r.id, k.run_number FROM VigilOperationKey k LEFT JOIN VigilRun r ON r.number = k.run_number
            WHERE (?1 IS NULL OR k.type = ?1) AND (?2 IS NULL OR k.name = ?2) AND (?3 IS NULL OR r.id = ?3)
            """).Bind(1, query.Type?.Word).Bind(2, query.Name).Bind(3, query.RunId);
        var keys = new Dictionary<long, StoredKey>();
        while (row.Step())
        {
            keys[row.Integer(0)] = new StoredKey(new OperationKey(OperationType.Parse(row.Text(1)) ?? default, row.Text(2)), row.NullableText(3));
        }

        row.Reset();
        return keys;
    }

    private static long? Find(Database database, long runNumber, OperationKey key)
    {
        Statement row = database.Prepare("SELECT id FROM VigilOperationKey WHERE run_number = ?1 AND type = ?2 AND name = ?3")
            .Bind(1, runNumber).Bind(2, key.Type.Word).Bind(3, key.Name);
        long? id = row.Step() ? row.Integer(0) : null;
        row.Reset();
        return id;
    }
}

/// <summary>A key as stored.</summary>
/// <param name="Key">Type and name.</param>
/// <param name="RunId">The record it belongs to; null for none.</param>
internal sealed record StoredKey(OperationKey Key, string? RunId);
