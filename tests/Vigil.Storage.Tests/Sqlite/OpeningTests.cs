using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Schema;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

public sealed class OpeningTests : IDisposable
{
    private readonly TestStore _test = new();

    [Fact]
    public void The_schema_is_the_golden_one()
    {
        _test.Open().Dispose();
        using var connection = TestStore.Connect(_test.Path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name";
        using var reader = command.ExecuteReader();
        var statements = new List<string>();
        while (reader.Read())
        {
            statements.Add(reader.GetString(0) + ";\n");
        }

        string actual = string.Join('\n', statements);
        actual.ShouldBe(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "schema.sql")));
    }

    [Fact]
    public void A_database_of_the_users_own_keeps_its_tables()
    {
        TestStore.Execute(_test.Path, "CREATE TABLE Job (id TEXT PRIMARY KEY); INSERT INTO Job VALUES ('mine'); PRAGMA user_version = 7");
        _test.Open().Dispose();

        TestStore.Scalar(_test.Path, "SELECT id FROM Job").ShouldBe("mine");
        TestStore.Scalar(_test.Path, "PRAGMA user_version").ShouldBe(7L);
        TestStore.Scalar(_test.Path, "SELECT count(*) FROM MetricsSample").ShouldBe(0L);
    }

    [Theory]
    [InlineData("CREATE TABLE StepMetric (id INTEGER PRIMARY KEY, step INTEGER)")]
    [InlineData("CREATE TABLE VigilRun (x TEXT)")]
    public void A_foreign_table_of_the_same_name_is_refused_and_kept(string sql)
    {
        TestStore.Execute(_test.Path, sql);
        byte[] before = File.ReadAllBytes(_test.Path);

        Should.Throw<StoreUnavailableException>(_test.Open).Fault.ShouldBe(StoreFault.ForeignTable);
        TestStore.Scalar(_test.Path, "SELECT group_concat(sql) FROM sqlite_master WHERE type = 'table'").ShouldBe(sql);
        before.Length.ShouldBe(4096 * 2);
    }

    [Fact]
    public void Tables_that_the_design_made_before_are_taken_as_they_are()
    {
        TestStore.Execute(_test.Path, "CREATE TABLE AnalysisReport (id INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL, created_at REAL NOT NULL, summary JSON NOT NULL, recommendations JSON NOT NULL, log_errors JSON, peak_memory_gb REAL, health_score TEXT); INSERT INTO AnalysisReport VALUES (5, 'j', 1, '{}', '[]', NULL, 2, 'good')");
        _test.Open().Dispose();

        TestStore.Scalar(_test.Path, "SELECT job_id FROM AnalysisReport WHERE id = 5").ShouldBe("j");
    }

    [Fact]
    public void A_newer_schema_is_refused()
    {
        _test.Open().Dispose();
        TestStore.Execute(_test.Path, "UPDATE VigilSchema SET version = 99");

        StoreUnavailableException refused = Should.Throw<StoreUnavailableException>(_test.Open);
        refused.Fault.ShouldBe(StoreFault.NewerSchema);
        refused.Message.ShouldContain(_test.Path);
        Should.Throw<StoreUnavailableException>(() => SqliteRunStore.Open(_test.Options with { ReadOnly = true })).Fault.ShouldBe(StoreFault.NewerSchema);
    }

    [Fact]
    public void A_migration_runs_once_and_keeps_what_was_there()
    {
        _test.Open().Dispose();
        TestStore.Execute(_test.Path, "INSERT INTO AnalysisReport VALUES (1, 'j', 1, '{}', '[]', NULL, 2, 'good')");
        Migration[] migrations = [.. StoreSchema.Migrations, new(StoreSchema.Migrations[^1].Version + 1, "CREATE TABLE VigilLater (x); INSERT INTO VigilLater VALUES (1)")];

        for (int i = 0; i < 2; i++)
        {
            using Database database = StoreFile.OpenForWriting(_test.Path, 1000, migrations);
            database.Number("SELECT max(version) FROM VigilSchema").ShouldBe(StoreSchema.Migrations[^1].Version + 1);
            database.Number("SELECT count(*) FROM VigilLater").ShouldBe(1);
            database.Number("SELECT count(*) FROM AnalysisReport").ShouldBe(1);
        }

        Should.Throw<StoreUnavailableException>(_test.Open).Fault.ShouldBe(StoreFault.NewerSchema);
    }

    [Fact]
    public void A_migration_that_fails_leaves_the_version_before()
    {
        _test.Open().Dispose();
        Migration[] migrations = [.. StoreSchema.Migrations, new(StoreSchema.Migrations[^1].Version + 1, "CREATE TABLE VigilLater (x); CREATE TABLE VigilRun (x)")];

        Should.Throw<StoreUnavailableException>(() => StoreFile.OpenForWriting(_test.Path, 1000, migrations)).Fault.ShouldBe(StoreFault.Refused);
        TestStore.Scalar(_test.Path, "SELECT count(*) FROM sqlite_master WHERE name = 'VigilLater'").ShouldBe(0L);
        _test.Open().Dispose();
    }

    [Fact]
    public void What_is_no_database_is_kept_and_another_file_takes_the_recording()
    {
        File.WriteAllText(_test.Path, new string('x', 5000));

        Should.Throw<StoreUnavailableException>(_test.Open).Fault.ShouldBe(StoreFault.NotADatabase);
        OpenedStore opened = SqliteRunStore.OpenOrRecover(_test.Options);
        using SqliteRunStore store = opened.Store;
        store.Path.ShouldContain(".recovered-");
        opened.Notice!.ShouldContain(store.Path);
        File.ReadAllText(_test.Path).ShouldBe(new string('x', 5000));
    }

    [Theory]
    [InlineData(100, 4000)]
    [InlineData(-1, 0)]
    public void A_damaged_database_is_kept_and_another_file_takes_the_recording(int from, int count)
    {
        _test.Open().Dispose();
        byte[] bytes = File.ReadAllBytes(_test.Path);
        if (from < 0)
        {
            bytes = bytes[..(bytes.Length / 2)];
        }
        else
        {
            bytes.AsSpan(from, count).Fill(0xee);
        }

        File.WriteAllBytes(_test.Path, bytes);
        Should.Throw<StoreUnavailableException>(_test.Open).Fault.ShouldBe(StoreFault.Corrupt);
        using SqliteRunStore store = SqliteRunStore.OpenOrRecover(_test.Options).Store;
        store.Path.ShouldNotBe(_test.Path);
        File.ReadAllBytes(_test.Path).ShouldBe(bytes);
    }

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_said()
    {
        Directory.CreateDirectory(_test.Path);

        Should.Throw<StoreUnavailableException>(_test.Open).Fault.ShouldBe(StoreFault.NotADatabase);
    }

    [Fact]
    public void Reading_what_is_not_there_is_said()
    {
        Should.Throw<StoreUnavailableException>(() => SqliteRunStore.Open(_test.Options with { ReadOnly = true })).Fault.ShouldBe(StoreFault.NotFound);
        File.Exists(_test.Path).ShouldBeFalse();
    }

    [Fact]
    public void A_database_that_stays_locked_is_said()
    {
        TestStore.Execute(_test.Path, "CREATE TABLE Job (id TEXT)");
        using var connection = TestStore.Connect(_test.Path);
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();

        Should.Throw<StoreUnavailableException>(() => SqliteRunStore.Open(_test.Options with { LockTimeout = TimeSpan.FromMilliseconds(50) })).Fault.ShouldBe(StoreFault.Locked);
    }

    [SkippableFact]
    public void A_read_only_file_system_is_said_and_can_be_read()
    {
        _test.Open().Dispose();
        using var mount = TemporaryMount.ReadOnly(_test.Folder);
        Skip.If(mount is null, "needs the right to mount file systems");

        Should.Throw<StoreUnavailableException>(_test.Open).Fault.ShouldBe(StoreFault.ReadOnlyFileSystem);
        using SqliteRunStore store = SqliteRunStore.Open(_test.Options with { ReadOnly = true });
        store.ListRuns().ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_openings_at_once_make_one_schema()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _test.Open().Dispose())));

        TestStore.Scalar(_test.Path, "SELECT count(*) FROM VigilSchema").ShouldBe(1L);
    }

    public void Dispose() => _test.Dispose();
}
