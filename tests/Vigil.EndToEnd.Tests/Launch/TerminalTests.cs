using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Launch;

/// <summary>On a terminal, a program finds a terminal.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public TerminalTests() => Machine.NeedPython();

    public void Dispose() => _sandbox.Dispose();

    [SkippableFact]
    public void Colours_and_window_size_are_the_terminals()
    {
        FinishedProgram finished = OnTerminal("""
            import os, sys
            print("\x1b[31mred\x1b[0m", [os.isatty(i) for i in range(3)], tuple(os.get_terminal_size()))
            """);

        finished.ShouldEndWith(0).Output.ShouldBe("\u001b[31mred\u001b[0m [True, True, True] (80, 24)\r\n");
    }

    [SkippableFact]
    public void A_change_of_the_window_size_reaches_the_program()
    {
        FinishedProgram finished = OnTerminal("""
            import os, signal, time
            def changed(*_):
                print("now", tuple(os.get_terminal_size()), flush=True)
                os._exit(0)
            signal.signal(signal.SIGWINCH, changed)
            print("ready", flush=True)
            time.sleep(100)
            """, Support.OnTerminal.Resize("ready", 30, 132));

        finished.ShouldEndWith(0).Output.ShouldContain("now (132, 30)");
    }

    [SkippableFact]
    public void Ctrl_C_interrupts_the_program_and_is_the_runs_cause()
    {
        FinishedProgram finished = OnTerminal(
            "print('ready', flush=True); import time; time.sleep(100)", Support.OnTerminal.Type("ready", "\u0003"));

        finished.ShouldEndWith(130).Output.ShouldContain("KeyboardInterrupt");
        RunOutcome outcome = _sandbox.LastRun().Outcome;
        outcome.Cause.ShouldBe(EndCause.Interrupted);
        outcome.ExitCode.ShouldBe(130);
    }

    [SkippableFact]
    public void A_program_that_saves_on_Ctrl_C_may_do_so()
    {
        FinishedProgram finished = Support.OnTerminal.Run(
            _sandbox, [Support.OnTerminal.Type("step=", "\u0003")],
            Repository.Vigil, "run", "--db", _sandbox.Database, "--", Machine.Python, Repository.Sample("train_mlp.py"),
            "--checkpoint-dir", _sandbox.PathOf("checkpoints"));

        finished.ShouldEndWith(130);
        StoredRun run = _sandbox.LastRun();
        run.Outcome.Cause.ShouldBe(EndCause.Interrupted);
        run.Steps.ShouldNotBeEmpty();
        File.Exists(_sandbox.PathOf("checkpoints/checkpoint.json")).ShouldBeTrue();
    }

    [SkippableFact]
    public void What_is_typed_reaches_the_program()
    {
        FinishedProgram finished = OnTerminal("print('you said', input('name? '))", Support.OnTerminal.Type("name\\? ", "Ada\r"));

        finished.ShouldEndWith(0).Output.ShouldContain("you said Ada");
    }

    [SkippableFact]
    public void The_summary_stands_below_the_programs_output()
    {
        FinishedProgram finished = Support.OnTerminal.Run(
            _sandbox, [], Repository.Vigil, "run", "--db", _sandbox.Database, "--", "sh", "-c", "echo hello; exit 2");

        string[] lines = finished.ShouldEndWith(2).Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("hello");
        lines[1..].ShouldAllBe(line => line.StartsWith("vigil: ") && line.Length <= 80);
        lines.Length.ShouldBeGreaterThan(5);
    }

    private FinishedProgram OnTerminal(string code, params JsonNode[] script) => Support.OnTerminal.Run(
        _sandbox, [.. script], Repository.Vigil, "run", "--quiet", "--db", _sandbox.Database, "--", Machine.Python, "-c", code);
}
