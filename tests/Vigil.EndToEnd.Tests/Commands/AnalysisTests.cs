using System.Text.Json.Nodes;
using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Commands;

/// <summary>Analysis happens by itself when a run ends, and stays out of the way until then.</summary>
public sealed class AnalysisTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    [SkippableFact]
    public void A_run_that_failed_ends_with_its_verdict_and_the_programs_exit_code()
    {
        Machine.NeedPython();
        FinishedProgram finished = _sandbox.Record("python3", "-c", "import sys\nprint('step=1 loss=0.5')\nprint('FileNotFoundError: [Errno 2] No such file or directory: \\'/data/train.txt\\'', file=sys.stderr)\nsys.exit(3)").ShouldEndWith(3);

        JsonNode shown = _sandbox.Ask("show", "--json").ShouldEndWith(0).Json;
        string verdict = (string)shown["report"]!["summary"]!["verdict"]!;
        verdict.ShouldBe("error");
        finished.Error.ShouldContain("vigil: end     error after ");
        finished.Error.ShouldContain("vigil analyze ");
        JsonNode run = _sandbox.Ask("runs", "--json").ShouldEndWith(0).Json.AsArray().ShouldHaveSingleItem()!;
        ((string?)run["report"]!["verdict"]).ShouldBe(verdict);
    }

    [SkippableFact]
    public void While_a_program_is_recorded_no_analysis_is_loaded()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "What a process has loaded is read from /proc.");
        RunningProgram running = _sandbox.StartRecording([], "sh", "-c", "echo ready; read line");
        running.WaitForOutput("ready");
        string maps = File.ReadAllText($"/proc/{running.Pid}/maps");

        maps.ShouldContain("Vigil.Collection.dll");
        maps.ShouldNotContain("Vigil.Analysis.dll");
    }

    [Fact]
    public void Who_does_not_want_it_gets_none_until_asked()
    {
        _sandbox.Variables["VIGIL_MONITORING_ANALYZE_ON_COMPLETE"] = "false";
        _sandbox.Record("sh", "-c", "exit 4").ShouldEndWith(4);

        _sandbox.Ask("runs", "--json").ShouldEndWith(0).Json[0]!["report"].ShouldBeNull();
        _sandbox.Ask("analyze", "last").ShouldEndWith(0);
        _sandbox.Ask("runs", "--json").ShouldEndWith(0).Json[0]!["report"].ShouldNotBeNull();
    }

    [Fact]
    public void A_run_that_followed_advice_is_held_against_the_prediction()
    {
        Machine.NeedPython();
        string program = _sandbox.PathOf("train.py");
        File.WriteAllText(program, """
            import sys
            for step in range(1, 30):
                print(f"step={step} loss={1 / step}", flush=True)
            if sys.argv[2] == "8":
                sys.exit("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 23.69 GiB of which 1.00 GiB is free. Including non-PyTorch memory, this process has 22.60 GiB memory in use. Of the allocated memory 22.00 GiB is allocated by PyTorch, and 100.00 MiB is reserved by PyTorch but unallocated.")
            """);
        _sandbox.Record(Machine.Python, program, "--batch-size", "8").ShouldEndWith(1);
        JsonNode advice = _sandbox.Ask("analyze", "last", "--json").ShouldEndWith(0).Json["recommendations"]!.AsArray().Single(one => (string?)one!["config_path"] == "--batch-size")!;
        _sandbox.Record(Machine.Python, program, "--batch-size", advice["recommended_value"]!.ToString()).ShouldEndWith(0);

        JsonNode followed = _sandbox.Ask("analyze", "last", "--json").ShouldEndWith(0).Json["summary"]!["advice_followed"]!;

        ((string?)followed["proofs"]![0]!["setting"]!["path"]).ShouldBe("--batch-size");
        ((string?)followed["proofs"]![0]!["predicted"]!["quantity"]).ShouldBe("gpu_memory");
        _sandbox.Ask("analyze", "last").ShouldEndWith(0).Output.ShouldContain($"Since run {(string?)followed["run"]}\n");
    }

    [Fact]
    public void A_run_found_dead_is_analysed_by_the_command_that_finds_it()
    {
        RunningProgram running = _sandbox.StartRecording([], "sh", "-c", "echo ready; sleep 60");
        running.WaitForOutput("ready");
        Deadlines.Until("the run is stored", () => File.Exists(_sandbox.Database));
        running.Signal(9);
        running.Wait();

        JsonNode run = _sandbox.Ask("runs", "--json").ShouldEndWith(0).Json[0]!;
        ((string?)run["state"]).ShouldBe("recorder_killed");
        ((string?)run["report"]!["verdict"]).ShouldBe("recorder_killed");
    }

    [Fact]
    public void With_recording_switched_off_the_program_runs_and_nothing_is_kept()
    {
        _sandbox.Variables["VIGIL_MONITORING_ENABLED"] = "false";
        FinishedProgram finished = _sandbox.Record("sh", "-c", "echo out; exit 7").ShouldEndWith(7);

        finished.Output.ShouldBe("out\n");
        finished.Error.ShouldBe("");
        File.Exists(_sandbox.Database).ShouldBeFalse();
    }

    public void Dispose() => _sandbox.Dispose();
}
