using System.Text.Json.Nodes;
using Vigil.Cli.Tests.Support;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;

namespace Vigil.Cli.Tests.Commands;

[Collection(ConsoleCollection.Name)]
public sealed class AnalyzeCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private string Database => Path.Combine(_folder.Path, "vigil.db");

    public async Task InitializeAsync()
    {
        using SqliteRunStore store = Open();
        await new InventedRun(300).RecordAsync(store);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public void The_report_starts_with_the_verdict()
    {
        (int code, string output, string error) = CommandRunner.Run("analyze", "last", "--db", Database);

        (code, error).ShouldBe((0, ""));
        output.ShouldStartWith($"{InventedRun.Id}  flux-lora\nverdict  cgroup oom (");
        output.ShouldNotContain("NaN", Case.Insensitive);
        output.ShouldNotContain("a part of the analysis failed");
        output.Split('\n').ShouldAllBe(line => line.Length <= 80);
    }

    [Fact]
    public void The_json_has_the_documents_members()
    {
        JsonNode json = JsonNode.Parse(CommandRunner.Run("analyze", InventedRun.Id, "--db", Database, "--json").Output)!;

        ((string)json["summary"]!["verdict"]!).ShouldBe("cgroup_oom");
        ((long)json["summary"]!["steps_completed"]!).ShouldBe(150);
        ((double)json["summary"]!["total_memory_gb"]!).ShouldBe(64);
        json["metrics_timeline"]!.AsArray().Count.ShouldBe(301);
        json["recommendations"].ShouldBeOfType<JsonArray>();
        json["log_errors"].ShouldBeOfType<JsonArray>();
        json["faults"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public void The_report_is_kept_once_however_often_it_is_made()
    {
        CommandRunner.Run("analyze", "last", "--db", Database);
        CommandRunner.Run("analyze", "last", "--db", Database);

        using SqliteRunStore store = Open();
        store.ReadReports(InventedRun.Id).ShouldHaveSingleItem().HealthScore.ShouldBe("critical");
    }

    [Fact]
    public void A_glance_at_a_window_is_not_kept()
    {
        JsonNode json = JsonNode.Parse(CommandRunner.Run("analyze", "last", "--db", Database, "--json", "--window", "60").Output)!;

        json["metrics_timeline"]!.AsArray().Count.ShouldBe(61);
        using SqliteRunStore store = Open();
        store.ReadReports(InventedRun.Id).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    public void A_window_of_no_length_is_refused(string seconds)
    {
        (int code, _, string error) = CommandRunner.Run("analyze", "last", "--db", Database, "--window", seconds);

        code.ShouldBe(2);
        error.ShouldStartWith("vigil: --window must be a number above 0.");
    }

    [Fact]
    public void A_log_file_is_read_without_a_database()
    {
        string log = _folder.Write("train.log", "step=1 loss=0.5\nall fine\n");
        JsonNode json = JsonNode.Parse(CommandRunner.Run("analyze", "--log", log, "--json").Output)!;

        json.AsObject().Select(member => member.Key).ShouldBe(["primary", "findings", "warnings", "last_step"]);
        CommandRunner.Run("analyze", "--log", log).Output.ShouldStartWith("No error found.");
    }

    [Fact]
    public void A_log_that_is_not_there_is_said()
    {
        (int code, _, string error) = CommandRunner.Run("analyze", "--log", Path.Combine(_folder.Path, "no.log"));

        code.ShouldBe(1);
        error.ShouldStartWith("vigil: the log could not be read: ");
    }

    [Fact]
    public void A_shown_run_has_its_verdict_although_nobody_analysed_it_before()
    {
        CommandRunner.Run("show", "last", "--db", Database).Output.ShouldContain("\nend     cgroup oom after 5 min 00 s: ");
        CommandRunner.Run("runs", "--db", Database).Output.ShouldContain("cgroup oom  critical");
    }

    [Fact]
    public void Thresholds_of_rules_come_from_a_settings_file()
    {
        string settings = _folder.Write("own.yaml", "rules:\n  no_such_rule:\n    percent: 3\n");
        (int code, _, string error) = CommandRunner.Run("analyze", "last", "--db", Database, "--config", settings);

        code.ShouldBe(2);
        error.ShouldContain("rules.no_such_rule: there is no such section.");
    }

    private SqliteRunStore Open() => SqliteRunStore.Open(new SqliteStoreOptions { Path = Database });
}
