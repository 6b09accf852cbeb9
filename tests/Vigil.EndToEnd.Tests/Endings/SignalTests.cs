using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Endings;

public sealed class SignalTests : IDisposable
{
    private const string Trainer = """
        import time
        for step in range(1, 100000):
            print("step=%d loss=0.5" % step, flush=True)
            time.sleep(0.05)
        """;

    private readonly Sandbox _sandbox = new();

    public SignalTests() => Machine.NeedPython();

    public void Dispose() => _sandbox.Dispose();

    [SkippableFact]
    public void A_killed_program_ends_with_137_and_the_signal_as_cause()
    {
        _sandbox.Record("sh", "-c", "kill -9 $$").ShouldEndWith(128 + Machine.Kill);

        RunOutcome outcome = _sandbox.LastRun().Outcome;
        outcome.Cause.ShouldBe(EndCause.Signal);
        outcome.Signal.ShouldBe(Machine.Kill);
        outcome.Explanation!.ShouldContain("SIGKILL");
    }

    [SkippableFact]
    public void A_termination_of_Vigil_reaches_the_program_and_is_told()
    {
        using RunningProgram recorder = _sandbox.StartRecording([], Machine.Python, "-c", Trainer);
        recorder.WaitForOutput("step=3 ");
        recorder.Signal(Machine.Terminate);

        recorder.Wait().ShouldEndWith(128 + Machine.Terminate);
        StoredRun run = _sandbox.LastRun();
        run.Outcome.Cause.ShouldBe(EndCause.Signal);
        run.Outcome.Explanation!.ShouldContain("sent to Vigil and passed on");
        run.EventsOf(EventTypes.Signal).ShouldContain(signal => signal.Text("name") == "SIGTERM");
    }

    [SkippableFact]
    public void A_program_may_handle_a_termination_in_its_own_way()
    {
        using RunningProgram recorder = _sandbox.StartRecording([], Machine.Python, "-c", """
            import signal, sys, time
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))
            print("ready", flush=True)
            time.sleep(100)
            """);
        recorder.WaitForOutput("ready");
        recorder.Signal(Machine.Terminate);

        recorder.Wait().ShouldEndWith(5);
        _sandbox.LastRun().Outcome.ExitCode.ShouldBe(5);
    }

    [SkippableFact]
    public void A_run_whose_recorder_was_killed_is_closed_by_the_next_command()
    {
        using RunningProgram recorder = _sandbox.StartRecording([], Machine.Python, "-c", Trainer);
        StoredRun before = _sandbox.WaitForRun("steps and samples are stored", run => run.Steps.Count >= 20 && run.Totals.Count >= 2);
        recorder.Signal(Machine.Kill);
        recorder.Wait();

        ShouldBeClosedAsOrphan(before);
    }

    [SkippableFact]
    public void A_kill_of_the_whole_process_group_loses_no_more()
    {
        using RunningProgram shell = _sandbox.Start(
            "setsid", Repository.Vigil, "run", "--db", _sandbox.Database, "--", Machine.Python, "-c", Trainer);
        StoredRun before = _sandbox.WaitForRun("steps and samples are stored", run => run.Steps.Count >= 20 && run.Totals.Count >= 2);
        Machine.Signal(-before.Record.Start.Recorder.ProcessId, Machine.Kill);
        shell.Wait();

        ShouldBeClosedAsOrphan(before);
    }

    /// <summary>Everything that a reader saw while it ran is still there, and the store is whole.</summary>
    private void ShouldBeClosedAsOrphan(StoredRun before)
    {
        FinishedProgram listed = _sandbox.Ask("runs", "--json").ShouldEndWith(0);

        ((string?)listed.Json[0]!["state"]).ShouldBe("recorder_killed");
        StoredRun run = _sandbox.LastRun();
        run.Record.State.ShouldBe(RunState.RecorderKilled);
        run.Outcome.Cause.ShouldBe(EndCause.RecorderKilled);
        run.Outcome.EndedAt.ShouldBe(run.Record.LastSeenAt);
        run.StepNumbers.Take(before.Steps.Count).ShouldBe(before.StepNumbers);
        run.Totals.Count.ShouldBeGreaterThanOrEqualTo(before.Totals.Count);
        _sandbox.Ask("show", "last", "--log").ShouldEndWith(0).Output.ShouldStartWith("step=1 loss=0.5\nstep=2 loss=0.5\n");
        _sandbox.Ask("show", "last").ShouldEndWith(0).Output.ShouldContain("recorder killed");
    }
}
