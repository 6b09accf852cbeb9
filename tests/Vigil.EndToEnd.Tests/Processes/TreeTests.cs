using System.Globalization;
using Vigil.Core.Events;
using Vigil.Core.Sampling;
using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Processes;

/// <summary>Real trees of processes: large, deep, short-lived, detached.</summary>
public sealed class TreeTests : IDisposable
{
    private const string WaitForGo = """
        import os, sys, time
        def wait_for_go():
            while not os.path.exists("go"):
                time.sleep(0.05)

        """;

    private readonly Sandbox _sandbox = new();

    public TreeTests() => Machine.NeedPython();

    public void Dispose() => _sandbox.Dispose();

    [SkippableFact]
    public void All_of_500_processes_are_counted()
    {
        using RunningProgram recorder = _sandbox.StartRecording([], Machine.Python, "-c", WaitForGo + """
            import signal
            children = []
            for i in range(500):
                pid = os.fork()
                if pid == 0:
                    signal.pause()
                children.append(pid)
            wait_for_go()
            for pid in children:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            """);
        _sandbox.WaitForRun("all are seen", run => run.Processes.Count() >= 501);
        Go();

        recorder.Wait().ShouldEndWith(0);
        StoredRun run = _sandbox.LastRun();
        run.Processes.Count().ShouldBe(501);
        run.Summary("processes.peak").ShouldBe(501);
        run.Summary("processes.started").ShouldBe(501);
    }

    [SkippableFact]
    public void Children_that_live_between_two_samples_are_counted()
    {
        Skip.IfNot(Machine.IsRoot, "only root may hear of every process from the kernel");

        _sandbox.Record("sh", "-c", "i=0; while [ $i -lt 100 ]; do /bin/true; i=$((i+1)); done").ShouldEndWith(0);

        StoredRun run = _sandbox.LastRun();
        run.Summary("processes.started").ShouldBe(101);
        run.Summary("processes.short_lived").ShouldBeGreaterThanOrEqualTo(90);
    }

    [SkippableFact]
    public void A_grandchild_that_detached_and_lost_its_parent_is_recorded()
    {
        using RunningProgram recorder = _sandbox.StartRecording([], Machine.Python, "-c", WaitForGo + """
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os.execvp("sleep", ["sleep", "300"])
                os._exit(0)
            os.wait()
            wait_for_go()
            """);
        int pid = 0;
        try
        {
            StoredRun seen = _sandbox.WaitForRun("the grandchild is seen", run => Sleeper(run) is not null);
            pid = int.Parse(Sleeper(seen)!.Attributes[SubjectAttributes.Pid], CultureInfo.InvariantCulture);
            Machine.IsAlive(pid).ShouldBeTrue();
            Go();
            recorder.Wait().ShouldEndWith(0);
            StoredRun run = _sandbox.LastRun();
            run.Processes.ShouldContain(process => process.Attributes[SubjectAttributes.Pid] == $"{pid}");
            run.Summary("processes.started").ShouldBe(3, "what carries leftover output is none of the program's");
            Machine.IsAlive(pid).ShouldBeTrue();
        }
        finally
        {
            if (pid > 0)
            {
                Machine.Signal(pid, Machine.Kill);
            }
        }
    }

    [SkippableFact]
    public void A_fork_storm_is_counted_and_does_not_flood_the_store()
    {
        Skip.IfNot(Machine.IsRoot, "only root may hear of every process from the kernel");

        _sandbox.Record(Machine.Python, "-c", """
            import os
            for i in range(6000):
                pid = os.fork()
                if pid == 0:
                    os._exit(0)
                os.waitpid(pid, 0)
            """).ShouldEndWith(0);

        StoredRun run = _sandbox.LastRun();
        run.Summary("processes.started").ShouldBe(6001);
        run.Events.Count(runEvent => runEvent.Type is EventTypes.ProcessStart or EventTypes.ProcessExit).ShouldBeLessThan(3000);
        run.Summary("recorder.dropped_samples").ShouldBe(0);
    }

    [SkippableFact]
    public void Two_recordings_at_once_into_one_database_do_not_mix()
    {
        const string Code = "import sys, time\nfor i in range(1, 31):\n  print('step=%d loss=%s' % (i, sys.argv[1]), flush=True); time.sleep(0.03)";
        using RunningProgram first = _sandbox.StartRecording(["--name", "first"], Machine.Python, "-c", Code, "0.25");
        using RunningProgram second = _sandbox.StartRecording(["--name", "second"], Machine.Python, "-c", Code, "0.75");
        first.Wait().ShouldEndWith(0);
        second.Wait().ShouldEndWith(0);

        foreach (StoredRun run in _sandbox.Runs())
        {
            run.StepNumbers.ShouldBe(Enumerable.Range(1, 30).Select(step => (long)step));
            run.Steps.ShouldAllBe(step => step.Loss == (run.Record.Start.Name == "first" ? 0.25 : 0.75));
            run.Summary("recorder.dropped_samples").ShouldBe(0);
            run.Summary("recorder.dropped_steps").ShouldBe(0);
        }

        _sandbox.Runs().Select(run => run.Record.Start.Name).Order().ShouldBe(["first", "second"]);
    }

    [SkippableFact]
    public void A_recording_inside_a_recording_knows_its_parent()
    {
        FinishedProgram finished = _sandbox.RecordWith(
            ["--name", "outer"], Repository.Vigil, "run", "--db", _sandbox.Database, "--name", "inner", "--", "sh", "-c", "echo deep; exit 9");

        finished.ShouldEndWith(9).Output.ShouldBe("deep\n");
        StoredRun inner = _sandbox.Runs().Single(run => run.Record.Start.Name == "inner");
        StoredRun outer = _sandbox.Runs().Single(run => run.Record.Start.Name == "outer");
        inner.Record.Start.ParentRunId.ShouldBe(outer.Record.Start.Id);
        outer.Record.Start.ParentRunId.ShouldBeNull();
        outer.Outcome.ExitCode.ShouldBe(9);
    }

    private static Vigil.Core.Runs.StoredSubject? Sleeper(StoredRun run) =>
        run.Processes.FirstOrDefault(process => process.Attributes.GetValueOrDefault(SubjectAttributes.Name) == "sleep");

    private void Go() => File.WriteAllText(_sandbox.PathOf("go"), "");
}
