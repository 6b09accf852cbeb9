using Vigil.Core.Runs;
using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Commands;

public sealed class AttachTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void The_end_of_the_program_ends_the_recording()
    {
        using RunningProgram program = _sandbox.StartWithInput("cat");
        using RunningProgram recorder = Attach(program);
        program.Input.Close();
        program.Wait();

        recorder.Wait().ShouldEndWith(0);
        StoredRun run = _sandbox.LastRun();
        run.Record.State.ShouldBe(RunState.Finished);
        run.Record.Start.Command.ShouldBe(["cat"]);
        run.Processes.ShouldHaveSingleItem().Attributes["pid"].ShouldBe($"{program.Pid}");
    }

    [Fact]
    public void Ctrl_C_ends_the_recording_and_the_program_goes_on()
    {
        using RunningProgram program = _sandbox.StartWithInput("cat");
        using RunningProgram recorder = Attach(program);
        recorder.Signal(Machine.Interrupt);

        recorder.Wait().ShouldEndWith(0);
        _sandbox.LastRun().Record.State.ShouldBe(RunState.Detached);
        Machine.IsAlive(program.Pid).ShouldBeTrue();
    }

    private RunningProgram Attach(RunningProgram program)
    {
        RunningProgram recorder = _sandbox.Start(Repository.Vigil, "attach", "--db", _sandbox.Database, "--interval", "0.2", $"{program.Pid}");
        _sandbox.WaitForRun("the program is sampled", run => run.Processes.Any() && run.Totals.Count > 1);
        return recorder;
    }
}
