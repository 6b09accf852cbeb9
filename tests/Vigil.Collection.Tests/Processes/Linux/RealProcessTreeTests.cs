using Vigil.Collection.Files;
using Vigil.Collection.Processes;
using Vigil.Collection.Processes.Linux;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Processes.Linux;

/// <summary>Trees of real processes on a real kernel.</summary>
public class RealProcessTreeTests
{
    private const string ForkAndWait = """
        import os, sys, time
        pids = []
        for i in range({0}):
            pid = os.fork()
            if pid == 0:
                while True: time.sleep(60)
            pids.append(pid)
        print(*pids, flush=True)
        sys.stdin.readline()
        """;

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Finds_each_of_500_processes(bool useConnector)
    {
        SkipUnlessReal();
        using var program = RealProgram.Python(ForkAndWait.Replace("{0}", "499"));
        int[] children = program.ReadPids();
        using TreeHarness tree = Watch(program, useConnector);

        tree.Sample().State.ShouldBe(CollectState.Ok);

        tree.Pids.ShouldBe(children.Append(program.Pid).Order());
        tree.Statistics.Alive.ShouldBe(500);
        tree.RoleOf(program.Pid).ShouldBe(ProcessRoles.Main);
        children.ShouldAllBe(pid => tree.RoleOf(pid) == ProcessRoles.Worker);
        tree.Frame.Subjects.ShouldAllBe(subject => subject.Value(ProcessMetrics.Resident) > 0 && subject.Value(ProcessMetrics.OpenFiles) >= 3);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Allocates_nothing_while_the_tree_stays_the_same(bool useConnector)
    {
        SkipUnlessReal();
        using var program = RealProgram.Python(ForkAndWait.Replace("{0}", "20"));
        program.ReadPids();
        using TreeHarness tree = Watch(program, useConnector);

        // Other programs of the machine may start processes meanwhile, and lists grow with them; a quiet stretch proves it.
        Eventually(() =>
        {
            tree.Sample();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 5; i++)
            {
                tree.Sample();
            }

            return GC.GetAllocatedBytesForCurrentThread() == before;
        });
        tree.Statistics.Alive.ShouldBe(21);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Keeps_a_process_that_detached_and_outlived_its_parents(bool useConnector)
    {
        SkipUnlessReal();
        using var program = RealProgram.Python("""
            import os, sys, time
            sys.stdin.readline()
            read, write = os.pipe()
            if os.fork() == 0:
                os.setsid()
                pid = os.fork()
                if pid != 0:
                    os.write(write, f"{pid} {os.getpid()}".encode())
                    time.sleep({0})
                    os._exit(0)
                while True: time.sleep(60)
            print(os.read(read, 20).decode(), flush=True)
            sys.stdin.readline()
            """.Replace("{0}", useConnector ? "0" : "2"));
        using TreeHarness tree = Watch(program, useConnector);
        tree.Sample();

        program.Continue();
        int[] children = program.ReadPids();
        (int daemon, int middle) = (children[0], children[1]);

        Eventually(() =>
        {
            tree.Sample();
            return tree.Pids.Contains(daemon) && ParentOf(daemon) != middle;
        });
        tree.Sample();
        tree.Pids.ShouldContain(program.Pid);
        tree.Pids.ShouldContain(daemon);
    }

    [SkippableFact]
    public void Counts_every_short_lived_child_exactly()
    {
        SkipUnlessConnector();
        using var program = RealProgram.Start("sh", "-c", "read line; i=0; while [ $i -lt 100 ]; do /bin/true; i=$((i+1)); done; /bin/false; echo; read line");
        using TreeHarness tree = Watch(program, useConnector: true);
        tree.Sample();

        program.Continue();
        program.ReadPids();
        tree.Sample();

        tree.Statistics.Source.ShouldBe(ProcessCountSource.ProcessConnector);
        tree.Statistics.ShortLived.ShouldBe(101);
        tree.Statistics.Started.ShouldBe(102);
        tree.Log.Of(EventTypes.ProcessExit).Single().Details!["exit_code"]!.GetValue<int>().ShouldBe(1);
    }

    [SkippableFact]
    public void Notices_short_lived_children_without_the_connector()
    {
        SkipUnlessReal();
        using var program = RealProgram.Start("sh", "-c", "read line; i=0; while [ $i -lt 20 ]; do /bin/true; i=$((i+1)); done; echo; read line");
        using TreeHarness tree = Watch(program, useConnector: false);
        tree.Sample();
        tree.Sample();

        program.Continue();
        program.ReadPids();
        tree.Sample();

        tree.Statistics.ShortLived.ShouldBeInRange(1, 20);
        tree.Statistics.IsLowerBound.ShouldBeTrue();
    }

    [SkippableTheory]
    [InlineData("fork")]
    [InlineData("spawn")]
    [InlineData("forkserver")]
    public void Knows_multiprocessing_workers_and_how_they_died(string method)
    {
        SkipUnlessConnector();
        string script = Path.Combine(Directory.CreateTempSubdirectory("vigil-mp-").FullName, "load.py");
        File.WriteAllText(script, """
            import multiprocessing, sys, time

            def load():
                while True: time.sleep(60)

            if __name__ == "__main__":
                context = multiprocessing.get_context(sys.argv[1])
                workers = [context.Process(target=load, daemon=True) for _ in range(2)]
                for worker in workers: worker.start()
                print(*[worker.pid for worker in workers], flush=True)
                sys.stdin.readline()
                workers[0].kill()
                workers[0].join()
                print(flush=True)
                sys.stdin.readline()
            """);
        try
        {
            using var program = RealProgram.Start("python3", script, method);
            int[] workers = program.ReadPids();
            using TreeHarness tree = Watch(program, useConnector: true);
            Eventually(() =>
            {
                tree.Sample();
                return tree.Frame.Subjects.Count(subject => subject.Attributes[SubjectAttributes.Role] == ProcessRoles.Worker) == 2;
            });

            tree.RoleOf(program.Pid).ShouldBe(ProcessRoles.Main);
            workers.ShouldAllBe(pid => tree.RoleOf(pid) == ProcessRoles.Worker);
            tree.Frame.Subjects.Count(subject => subject.Attributes[SubjectAttributes.Role] == ProcessRoles.Main).ShouldBe(1);

            program.Continue();
            Eventually(() =>
            {
                tree.Sample();
                return tree.Log.Of(EventTypes.WorkerExit).Any();
            });
            tree.Log.About(EventTypes.WorkerExit, workers[0]).Details!["signal"]!.GetValue<int>().ShouldBe(9);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(script)!, recursive: true);
        }
    }

    [SkippableFact]
    public void A_shell_that_starts_python_is_no_main()
    {
        SkipUnlessReal();
        using var program = RealProgram.Start("sh", "-c", "python3 -c 'import os, sys; print(os.getpid(), flush=True); sys.stdin.readline()'; :");
        int python = program.ReadPids().Single();
        using TreeHarness tree = Watch(program, useConnector: true);

        tree.Sample();

        tree.RoleOf(program.Pid).ShouldBe(ProcessRoles.Other);
        tree.RoleOf(python).ShouldBe(ProcessRoles.Main);
    }

    [SkippableFact]
    public void A_name_with_parentheses_and_line_feeds_is_harmless()
    {
        SkipUnlessReal();
        using var program = RealProgram.Python("""
            import sys
            open("/proc/self/comm", "w").write("a) R 1\n(b")
            print(flush=True)
            sys.stdin.readline()
            """);
        program.ReadPids();
        using TreeHarness tree = Watch(program, useConnector: true);

        tree.Sample();

        tree.Of(program.Pid).Attributes[SubjectAttributes.Name].ShouldBe("a) R 1 (b");
        tree.Of(program.Pid).Value(ProcessMetrics.Threads).ShouldBe(1);
    }

    [SkippableFact]
    public void Describes_a_running_process()
    {
        SkipUnlessReal();
        using var program = RealProgram.Start("sh", "-c", "echo $$; read line");
        program.ReadPids();

        ProcessDescription description = ProcessDescription.TryRead(HostPaths.Real, program.Pid).ShouldNotBeNull();

        description.Identity.IsAlive(HostPaths.Real).ShouldBeTrue();
        description.Arguments.ShouldBe(["sh", "-c", "echo $$; read line"]);
        description.WorkingFolder.ShouldBe(Environment.CurrentDirectory);
        description.Environment.ShouldNotBeNull()["PATH"].ShouldBe(Environment.GetEnvironmentVariable("PATH"));
        (description.Identity with { StartTicks = 1 }).IsAlive(HostPaths.Real).ShouldBeFalse();
        ProcessDescription.TryRead(HostPaths.Real, int.MaxValue).ShouldBeNull();
    }

    private static TreeHarness Watch(RealProgram program, bool useConnector)
    {
        var log = new EventList();
        return new TreeHarness(
            new ProcessTreeCollector(
                HostPaths.Real,
                ProcessTreeRoot.OfProgram(program.Pid),
                log,
                TimeProvider.System,
                new ProcessTreeOptions { UseProcessConnector = useConnector }),
            log);
    }

    private static int ParentOf(int pid)
    {
        ProcStat.TryParse(File.ReadAllBytes($"/proc/{pid}/stat"), out ProcStat stat).ShouldBeTrue();
        return stat.ParentPid;
    }

    private static void Eventually(Func<bool> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(60), "waited in vain");
            Thread.Sleep(20);
        }
    }

    private static void SkipUnlessReal() => Skip.IfNot(OperatingSystem.IsLinux(), "needs Linux");

    private static void SkipUnlessConnector()
    {
        SkipUnlessReal();
        using var connector = ProcessConnector.TryOpen(out string? reason);
        Skip.If(connector is null, reason ?? "");
    }
}
