using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Store;

/// <summary>Databases that cannot be used: nothing is lost or overwritten, and it is said in clear words.</summary>
public sealed class UnusableStoreTests : IDisposable
{
    private const string Nobody = "65534";

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [SkippableFact]
    public void With_a_read_only_home_the_run_is_recorded_elsewhere()
    {
        using TemporaryMount home = TemporaryMount.ReadOnly(_sandbox.PathOf("home"));

        FinishedProgram finished = _sandbox.Vigil("run", "--", "sh", "-c", "echo hello; exit 4");

        finished.ShouldEndWith(4).Output.ShouldBe("hello\n");
        string elsewhere = Directory.EnumerateFiles(_sandbox.PathOf("tmp"), "vigil.db", SearchOption.AllDirectories).ShouldHaveSingleItem();
        finished.Error.ShouldContain(elsewhere);
        _sandbox.Runs(elsewhere).ShouldHaveSingleItem().Outcome.ExitCode.ShouldBe(4);
    }

    [SkippableFact]
    public void A_named_database_on_a_read_only_file_system_is_refused()
    {
        using TemporaryMount home = TemporaryMount.ReadOnly(_sandbox.PathOf("home"));

        FinishedProgram finished = _sandbox.Vigil("run", "--db", _sandbox.PathOf("home/vigil.db"), "--", "touch", _sandbox.PathOf("started"));

        ShouldBeRefused(finished, _sandbox.PathOf("home/vigil.db"));
    }

    [SkippableFact]
    public void A_corrupt_database_is_left_byte_for_byte_and_a_new_one_used()
    {
        byte[] damaged = [.. "SQLite format 3\0"u8, .. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 31))];
        File.WriteAllBytes(_sandbox.Database, damaged);

        FinishedProgram finished = _sandbox.Record("sh", "-c", "exit 6");

        finished.ShouldEndWith(6);
        File.ReadAllBytes(_sandbox.Database).ShouldBe(damaged);
        string recovered = Directory.EnumerateFiles(_sandbox.Folder, "vigil.recovered-*.db").ShouldHaveSingleItem();
        finished.Error.ShouldContain(Path.GetFileName(recovered));
        _sandbox.Runs(recovered).ShouldHaveSingleItem().Outcome.ExitCode.ShouldBe(6);
    }

    [SkippableFact]
    public void A_newer_schema_is_refused_and_the_program_not_started()
    {
        _sandbox.Record("true").ShouldEndWith(0);
        Sql("UPDATE VigilSchema SET version = version + 100");

        ShouldBeRefused(_sandbox.Record("touch", _sandbox.PathOf("started")), "newer");
        _sandbox.Ask("runs").ShouldEndWith(1).Error.ShouldContain("newer");
    }

    [SkippableFact]
    public void Without_permission_the_program_is_not_started()
    {
        Skip.IfNot(Machine.IsRoot && Machine.Succeeds("setpriv", "--reuid", Nobody, "--clear-groups", "test", "-x", Repository.Vigil),
            "needs root, setpriv, and a program that other users may execute");
        _sandbox.Record("true").ShouldEndWith(0);
        File.SetUnixFileMode(_sandbox.Folder, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(_sandbox.Database, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        FinishedProgram finished = _sandbox.Start(
            "setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups",
            Repository.Vigil, "run", "--db", _sandbox.Database, "--", "touch", _sandbox.PathOf("started")).Wait();

        ShouldBeRefused(finished, "permission");
    }

    [SkippableFact]
    public void The_four_tables_that_others_know_are_where_others_look()
    {
        _sandbox.RecordWith(["--interval", "0.1"], "sh", "-c", "echo 'step=1 loss=0.5 lr=0.1'; sleep 0.5").ShouldEndWith(0);

        Sql("SELECT count(*) FROM MetricsSample WHERE used_memory_gb > 0 AND total_memory_gb >= used_memory_gb").ShouldBeGreaterThan(1);
        Sql("SELECT count(*) FROM StepMetric WHERE step = 1 AND loss = 0.5 AND learning_rate = 0.1").ShouldBe(1);
        Sql("SELECT count(*) FROM TrainingEvent WHERE event_type IN ('training_start', 'training_end')").ShouldBe(2);

        // The report at the end is made in bounded time, which a busy machine may not have; one that is asked for is kept.
        _sandbox.Ask("analyze", "last").ShouldEndWith(0);
        Sql("SELECT count(*) FROM AnalysisReport WHERE json_extract(summary, '$.verdict') = 'success' AND health_score IN ('good', 'warning', 'critical') AND peak_memory_gb > 0").ShouldBeGreaterThan(0);
    }

    /// <summary>Runs SQL with another program than Vigil.</summary>
    /// <returns>The one number that it yields; 0 for none.</returns>
    private long Sql(string sql)
    {
        Machine.NeedPython();
        FinishedProgram finished = _sandbox.Start(
            Machine.Python, "-c", "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); r = c.execute(sys.argv[2]).fetchone(); c.commit(); print(r[0] if r else 0)",
            _sandbox.Database, sql).Wait();
        return long.Parse(finished.ShouldEndWith(0).Output, System.Globalization.CultureInfo.InvariantCulture);
    }

    private void ShouldBeRefused(FinishedProgram finished, string words)
    {
        finished.ShouldEndWith(125);
        finished.Error.ShouldContain(words);
        finished.Error.ShouldContain("the program was not started");
        File.Exists(_sandbox.PathOf("started")).ShouldBeFalse();
    }
}
