using System.Text;
using System.Text.Json.Nodes;
using Vigil.Cli.Doctor;
using Vigil.Cli.Tests.Support;
using Vigil.Core.Runs;
using Vigil.Testing;

namespace Vigil.Cli.Tests.Commands;

[Collection(ConsoleCollection.Name)]
public sealed class ReadersTests : IAsyncLifetime
{
    private FixedStore _store = null!;

    public async Task InitializeAsync() => _store = await FixedStore.CreateAsync();

    public Task DisposeAsync()
    {
        _store.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public void The_list_of_runs_as_json_is_the_golden_one() => Golden("runs.json", Run("runs", "--json"));

    [Fact]
    public void A_run_as_json_is_the_golden_one() => Golden("show.json", Run("show", FixedStore.Trained, "--json"));

    [Fact]
    public void A_run_exported_as_json_is_the_golden_one()
    {
        string path = Path.Combine(_store.Folder, "run.json");
        Run("export", FixedStore.Trained, "--format", "json", "--output", path);

        Golden("export.json", File.ReadAllText(path));
    }

    [Fact]
    public void Exported_files_have_the_golden_headers()
    {
        string folder = Path.Combine(_store.Folder, "csv");
        string[] files = Run("export", FixedStore.Trained, "--output", folder).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        files.Select(Path.GetFileName).Order().ShouldBe(Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order());
        var headers = new StringBuilder();
        foreach (string file in files.Where(file => file.EndsWith(".csv", StringComparison.Ordinal)))
        {
            headers.Append(Path.GetFileName(file)).Append(":\n").Append(File.ReadLines(file).First()).Append("\n\n");
        }

        Golden("csv-headers.txt", headers.ToString());
    }

    [Fact]
    public void Every_exported_row_has_as_many_fields_as_its_header()
    {
        string folder = Path.Combine(_store.Folder, "csv");
        Run("export", FixedStore.Trained, "--output", folder);

        // events.csv holds quoted JSON; its fields are tried below.
        foreach (string file in Directory.EnumerateFiles(folder, "*.csv").Where(file => !file.EndsWith("events.csv", StringComparison.Ordinal)))
        {
            string[] lines = File.ReadAllLines(file);
            lines.Length.ShouldBeGreaterThan(1, file);
            lines.Select(line => line.Split(',').Length).Distinct().Count().ShouldBe(1, file);
        }

        File.ReadAllText(Path.Combine(folder, "events.csv")).ShouldContain("""
            1767225602.000,checkpoint_saved,"{""text"":""saved, 
            """.TrimEnd('\n', '\r', ' '));
        File.ReadAllText(Path.Combine(folder, "output.log")).ShouldBe("step 1 loss 1.0\nstep 2 loss 0.5\n");
    }

    [Fact]
    public void Steps_go_to_the_file_of_their_epoch_with_the_resources_of_their_moment()
    {
        string folder = Path.Combine(_store.Folder, "csv");
        Run("export", FixedStore.Trained, "--output", folder);

        Dictionary<string, string> Row(string file, int line)
        {
            string[] lines = File.ReadAllLines(Path.Combine(folder, file));
            return lines[0].Split(',').Zip(lines[line].Split(',')).ToDictionary(pair => pair.First, pair => pair.Second);
        }

        File.ReadAllLines(Path.Combine(folder, "epoch_0.csv")).Length.ShouldBe(3);
        Row("epoch_0.csv", 1)["step"].ShouldBe("1");
        Row("epoch_1.csv", 2)["step"].ShouldBe("4");

        // Step 4 was at second 2, when the process had read 3 MiB more than a second before.
        Dictionary<string, string> last = Row("epoch_1.csv", 2);
        last["io_read_rate_mbps"].ShouldBe("3.0");
        last["cpu_percent"].ShouldBe("75.0");
        last["memory_percent"].ShouldBe("25.0");
        last["gpu_0_util"].ShouldBe("90.0");
        last["gpu_0_memory_used_mb"].ShouldBe("8192.0");
        last["io_wait_pct"].ShouldBe("5.0");
        last["loss"].ShouldBe("0.25");
    }

    [Fact]
    public void Doctor_says_the_same_of_every_check()
    {
        (int _, string output, string _) = CommandRunner.Run("doctor", "--json", "--db", _store.Path);
        JsonArray checks = JsonNode.Parse(output)!.AsArray();

        checks.Count.ShouldBeGreaterThan(5);
        foreach (JsonNode? check in checks)
        {
            check!.AsObject().Select(member => member.Key).ShouldBe(["check", "state", "finding", "remedy"]);
            EnumNames.Parse<CheckState>((string)check["state"]!).ShouldNotBeNull();
            ((string)check["finding"]!).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Runs_are_found_by_prefix_by_name_and_as_the_last_one()
    {
        Id("aaa").ShouldBe(FixedStore.Trained);
        Id("train").ShouldBe(FixedStore.Trained);
        Id("last").ShouldBe(FixedStore.Orphaned);

        string Id(string reference) => (string)JsonNode.Parse(Run("show", reference, "--json"))!["id"]!;
    }

    [Fact]
    public void An_unknown_run_is_said_to_be_unknown()
    {
        (int exitCode, string output, string error) = CommandRunner.Run("show", "nothing", "--db", _store.Path);

        exitCode.ShouldBe(ExitCodes.Failure);
        output.ShouldBeEmpty();
        error.ShouldBe("vigil: no run is called 'nothing'. 'vigil runs' lists them.\n");
    }

    [Fact]
    public void A_run_without_its_recorder_is_closed_by_the_next_command() =>
        ((string)JsonNode.Parse(Run("show", FixedStore.Orphaned, "--json"))!["state"]!).ShouldBe("recorder_killed");

    [Fact]
    public void Everything_printed_of_a_run_fits_80_columns()
    {
        foreach (string run in new[] { FixedStore.Trained, FixedStore.NotStarted, FixedStore.Orphaned })
        {
            string text = Run("show", run);
            text.ShouldContain(run);
            text.Split('\n').ShouldAllBe(line => line.Length <= 80);
        }
    }

    [Fact]
    public void A_command_with_quotes_is_shown_as_it_could_be_typed() =>
        Run("show", FixedStore.Trained).ShouldContain("command python3 train.py --name 'it'\\''s one'\n");

    private static void Golden(string name, string text) => GoldenFile.ShouldHold($"tests/Vigil.Cli.Tests/Golden/{name}", text);

    private string Run(params string[] arguments)
    {
        (int exitCode, string output, string error) = CommandRunner.Run([.. arguments, "--db", _store.Path]);
        error.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        return output;
    }
}
