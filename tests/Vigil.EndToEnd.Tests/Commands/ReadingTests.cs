using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Commands;

/// <summary>The commands that look at runs, on one that was recorded for them.</summary>
public sealed class ReadingTests(ReadingTests.RecordedRun recorded) : IClassFixture<ReadingTests.RecordedRun>
{
    private const int Steps = 20;

    private Sandbox Sandbox
    {
        get
        {
            Machine.NeedPython();
            return recorded.Sandbox;
        }
    }

    [SkippableFact]
    public void Runs_lists_it()
    {
        Sandbox.Ask("runs").ShouldEndWith(0).Output.ShouldContain("reading");
        JsonNode run = Sandbox.Ask("runs", "--json").ShouldEndWith(0).Json.AsArray().ShouldHaveSingleItem()!;
        ((string?)run["state"]).ShouldBe("finished");
        ((int)run["exit_code"]!).ShouldBe(0);
    }

    [SkippableFact]
    public void Show_tells_how_it_ended_by_any_name_of_the_run()
    {
        string id = (string)Sandbox.Ask("show", "--json").ShouldEndWith(0).Json["id"]!;
        foreach (string reference in new[] { id, id[..5], "reading", "last" })
        {
            FinishedProgram shown = Sandbox.Ask("show", reference).ShouldEndWith(0);
            shown.Output.ShouldContain(id);
            shown.Output.ShouldContain("success");
            shown.Output.Split('\n').ShouldAllBe(line => line.Length <= 80);
        }
    }

    [SkippableFact]
    public void The_CSV_export_has_every_table_and_the_documented_columns_of_epochs()
    {
        string folder = Sandbox.PathOf("csv");

        Sandbox.Ask("export", "last", "--output", folder).ShouldEndWith(0);

        string[] steps = File.ReadAllLines(Path.Combine(folder, "steps.csv"));
        steps.Length.ShouldBe(1 + Steps);
        steps.ShouldAllBe(line => line.Split(',').Length == steps[0].Split(',').Length);
        File.ReadAllLines(Path.Combine(folder, "samples.csv")).Length.ShouldBeGreaterThan(2);
        File.ReadAllText(Path.Combine(folder, "process.csv")).ShouldContain("[By]");
        File.ReadAllText(Path.Combine(folder, "events.csv")).ShouldContain("training_end");
        File.ReadAllBytes(Path.Combine(folder, "output.log")).ShouldBe(recorded.Finished!.Bytes);
        ShouldBeEpochFile(Path.Combine(folder, "epoch_1.csv"));
    }

    [SkippableFact]
    public void The_JSON_export_is_one_document_with_everything()
    {
        JsonNode document = Sandbox.Ask("export", "last", "--format", "json").ShouldEndWith(0).Json;

        document["steps"]!.AsArray().Select(step => (int)step!["step"]!).ShouldBe(Enumerable.Range(1, Steps));
        document["events"]!.AsArray().ShouldNotBeEmpty();
        foreach (JsonNode? subject in document["subjects"]!.AsArray())
        {
            int rows = subject!["timestamp_ms"]!.AsArray().Count;
            subject["columns"]!.AsObject().ShouldAllBe(column => column.Value!.AsArray().Count == rows);
        }

        document["subjects"]!.AsArray().Select(subject => (string)subject!["kind"]!).Distinct()
            .ShouldBeSubsetOf(["system", "cpu_core", "disk", "network", "file_system", "process", "cgroup", "gpu", "gpu_process", "recorder"]);
    }

    [SkippableFact]
    public void Top_prints_one_screen() =>
        Sandbox.Ask("top", "last", "--once").ShouldEndWith(0).Output.Split('\n').ShouldAllBe(line => line.Length <= 80);

    [SkippableFact]
    public void Doctor_says_what_works()
    {
        FinishedProgram finished = Sandbox.Ask("doctor", "--json");

        finished.ShouldEndWith(0);
        finished.Json.AsArray().Count.ShouldBeGreaterThan(5);
        finished.Json.AsArray().ShouldAllBe(check => check!["check"] != null && check["finding"] != null
            && new[] { "works", "limited", "absent" }.Contains((string)check["state"]!));
    }

    [SkippableFact]
    public void The_CSV_files_written_while_running_have_the_same_columns() =>
        ShouldBeEpochFile(Path.Combine(Sandbox.PathOf("live"), "epoch_1.csv"));

    [SkippableFact]
    public void The_resource_block_stands_at_every_tenth_step_on_standard_error()
    {
        _ = Sandbox;
        string error = recorded.Finished!.Error;
        error.Split("[Resources]").Length.ShouldBeGreaterThanOrEqualTo(3, error);
        recorded.Finished.Output.ShouldNotContain("[Resources]");
    }

    private static void ShouldBeEpochFile(string path)
    {
        string[] lines = File.ReadAllLines(path);
        string[] columns = lines[0].Split(',');
        columns[..2].ShouldBe(["step", "timestamp"]);
        columns.ShouldContain("cpu_percent");
        columns.ShouldContain("memory_percent");
        columns.ShouldContain("io_read_rate_mbps");
        lines.Length.ShouldBeGreaterThan(1);
        foreach (string[] fields in lines.Skip(1).Select(line => line.Split(',')))
        {
            fields.Length.ShouldBe(columns.Length);
            long.Parse(fields[0], CultureInfo.InvariantCulture).ShouldBeInRange(1, Steps);
            DateTime.ParseExact(fields[1], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture).Year.ShouldBeGreaterThan(2000);
            double.Parse(fields[Array.IndexOf(columns, "memory_percent")], CultureInfo.InvariantCulture).ShouldBeInRange(0, 100);
        }
    }

    /// <summary>A run of some twenty steps in epoch 1.</summary>
    public sealed class RecordedRun : IDisposable
    {
        public RecordedRun()
        {
            Sandbox = new Sandbox();
            if (!Machine.HasPython)
            {
                return;
            }

            Finished = Sandbox.RecordWith(
                ["--name", "reading", "--interval", "0.1", "--log-interval", "10", "--csv", Sandbox.PathOf("live")],
                Machine.Python, "-c", """
                import time
                for step in range(1, 21):
                    time.sleep(0.1)
                    print("epoch=1 step=%d loss=%.3f lr=0.01" % (step, 2 / step), flush=True)
                """).ShouldEndWith(0);
        }

        internal Sandbox Sandbox { get; }

        internal FinishedProgram? Finished { get; }

        public void Dispose() => Sandbox.Dispose();
    }
}
