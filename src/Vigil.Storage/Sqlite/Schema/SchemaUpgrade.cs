using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Schema;

/// <summary>Brings a database to the version this program knows, or says why not.</summary>
internal static class SchemaUpgrade
{
    private const string VersionTable = "VigilSchema";

    // The tables of version 1: what must not be there before it.
    private const string OwnNames =
        "'VigilRun', 'VigilLayout', 'VigilMetric', 'VigilSubject', 'VigilSampleTail', 'VigilSampleBlock', "
        + "'VigilSampleChunk', 'VigilStepName', 'VigilStepValue', 'VigilOutput'";

    /// <summary>Creates what is missing and runs the migrations that are due, each in its own transaction.</summary>
    /// <param name="database">Open for writing.</param>
    /// <param name="migrations">All steps, in order.</param>
    /// <exception cref="StoreUnavailableException">Newer, foreign or not writable.</exception>
    public static void Apply(Database database, IReadOnlyList<Migration> migrations)
    {
        if (CheckVersion(database, migrations[^1].Version) == migrations[^1].Version)
        {
            CheckContract(database, whole: true);
            return;
        }

        foreach (Migration migration in migrations)
        {
            database.BeginWriting();
            try
            {
                // Another process may have done it since: the version is read again under the lock.
                int version = CheckVersion(database, migrations[^1].Version);
                if (version < migration.Version)
                {
                    RefuseForeignTables(database, version);
                    if (version == 0)
                    {
                        database.Execute($"CREATE TABLE {VersionTable} (version INTEGER NOT NULL)");
                        database.Execute($"INSERT INTO {VersionTable} VALUES (0)");
                    }

                    database.Execute(migration.Sql);
                    database.Prepare($"UPDATE {VersionTable} SET version = ?1").Bind(1, migration.Version).Run();
                }

                database.Commit();
            }
            catch
            {
                database.RollBack();
                throw;
            }
        }
    }

    /// <summary>The version a database has: 0 for one without Vigil's tables.</summary>
    /// <exception cref="StoreUnavailableException">It is newer than <paramref name="newest"/>.</exception>
    public static int CheckVersion(Database database, int newest)
    {
        if (!Exists(database, VersionTable))
        {
            return 0;
        }

        long version = database.Number($"SELECT max(version) FROM {VersionTable}") ?? 0;
        return version <= newest
            ? (int)version
            : throw new StoreUnavailableException(StoreFault.NewerSchema, database.Path, $"schema {version}, this program knows {newest}");
    }

    /// <summary>Makes sure that the tables which others know have the columns they must have.</summary>
    /// <param name="database">The database.</param>
    /// <param name="whole">Whether all of them must exist.</param>
    /// <exception cref="StoreUnavailableException">One has other columns, or is missing.</exception>
    public static void CheckContract(Database database, bool whole)
    {
        foreach (ContractTable table in StoreSchema.Contract)
        {
            List<ContractColumn> found = ReadColumns(database, table.Name);
            if ((found.Count > 0 || whole) && !found.SequenceEqual(table.Columns))
            {
                string detail = found.Count == 0
                    ? $"table {table.Name} is missing"
                    : $"table {table.Name} has the columns {string.Join(", ", found.Select(column => $"{column.Name} {column.Type}"))}";
                throw new StoreUnavailableException(StoreFault.ForeignTable, database.Path, detail);
            }
        }
    }

    private static void RefuseForeignTables(Database database, int version)
    {
        CheckContract(database, whole: false);
        if (version > 0)
        {
            return;
        }

        Statement statement = database.Prepare($"SELECT name FROM sqlite_master WHERE name IN ({OwnNames}) LIMIT 1");
        string? foreign = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        if (foreign is not null)
        {
            throw new StoreUnavailableException(StoreFault.ForeignTable, database.Path, $"table {foreign} is not Vigil's");
        }
    }

    private static bool Exists(Database database, string table)
    {
        Statement statement = database.Prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1").Bind(1, table);
        bool exists = statement.Step();
        statement.Reset();
        return exists;
    }

    private static List<ContractColumn> ReadColumns(Database database, string table)
    {
        Statement statement = database.Prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1)").Bind(1, table);
        var columns = new List<ContractColumn>();
        while (statement.Step())
        {
            columns.Add(new ContractColumn(statement.Text(0), statement.Text(1), statement.Integer(2) != 0, statement.Integer(3) != 0));
        }

        statement.Reset();
        return columns;
    }
}
