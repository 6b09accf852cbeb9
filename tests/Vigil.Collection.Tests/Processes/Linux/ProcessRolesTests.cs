using Vigil.Collection.Processes;
using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Processes.Linux;

public class ProcessRolesTests
{
    private const string Spawned = "python3 -c from|multiprocessing.spawn|import --multiprocessing-fork";

    [Fact]
    public void A_fork_of_the_main_process_is_a_worker_and_what_it_executes_is_not()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1);
        proc.Add(51, 50, start: 1100);
        proc.Add(52, 50, "gcc", "gcc x.c", start: 1100, stack: 8192);
        proc.Add(53, 50, start: 1100, stack: 12288);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));

        tree.Sample();

        tree.RoleOf(50).ShouldBe(ProcessRoles.Main);
        tree.RoleOf(51).ShouldBe(ProcessRoles.Worker);
        tree.RoleOf(52).ShouldBe(ProcessRoles.Other);
        tree.RoleOf(53).ShouldBe(ProcessRoles.Other);
        tree.Log.About(EventTypes.WorkerStart, 51).ShouldNotBeNull();
        tree.Log.About(EventTypes.ProcessStart, 52).ShouldNotBeNull();
    }

    [Fact]
    public void Where_stacks_are_hidden_the_command_line_tells_a_fork()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1, stack: 0);
        proc.Add(51, 50, start: 1100, stack: 0);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));

        tree.Sample();

        tree.RoleOf(51).ShouldBe(ProcessRoles.Worker);
    }

    [Fact]
    public void Ranks_of_a_launcher_are_mains_with_workers_of_their_own()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1, "sh", "sh run.sh");
        proc.Add(51, 50, "torchrun", "python3 /usr/bin/torchrun train.py", start: 1100, stack: 1);
        proc.Add(52, 51, commandLine: "python3 -u train.py", start: 1200, stack: 2);
        proc.Add(53, 51, commandLine: "python3 -u train.py", start: 1200, stack: 3);
        proc.Add(54, 53, commandLine: "python3 -u train.py", start: 1300, stack: 3);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));

        tree.Sample();

        tree.RoleOf(50).ShouldBe(ProcessRoles.Other);
        tree.RoleOf(51).ShouldBe(ProcessRoles.Other);
        tree.RoleOf(52).ShouldBe(ProcessRoles.Main);
        tree.RoleOf(53).ShouldBe(ProcessRoles.Main);
        tree.RoleOf(54).ShouldBe(ProcessRoles.Worker);
    }

    [Fact]
    public void A_launcher_stands_as_main_until_it_started_one()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1, "sh", "sh run.sh");
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));
        tree.Sample();
        tree.RoleOf(50).ShouldBe(ProcessRoles.Main);
        int revision = tree.Of(50).Revision;

        proc.Add(51, 50, start: 1100, stack: 5);
        tree.Sample();
        tree.RoleOf(50).ShouldBe(ProcessRoles.Other);
        tree.Of(50).Revision.ShouldBeGreaterThan(revision);

        proc.Remove(51);
        tree.Sample();
        tree.RoleOf(50).ShouldBe(ProcessRoles.Other);
    }

    [Fact]
    public void An_unknown_program_under_a_launcher_is_main_once_it_computes()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1, "sh", "sh run.sh");
        proc.Add(51, 50, "trainer", "./trainer", start: 1100, stack: 5);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));
        tree.Sample();
        tree.RoleOf(51).ShouldBe(ProcessRoles.Other);

        proc.Add(51, 50, "trainer", "./trainer", start: 1100, stack: 5, user: 150);
        tree.Sample();

        tree.RoleOf(51).ShouldBe(ProcessRoles.Main);
        tree.RoleOf(50).ShouldBe(ProcessRoles.Other);
    }

    [Fact]
    public void A_program_that_executes_another_is_looked_at_again()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1);
        proc.Add(51, 50, start: 1100);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));
        tree.Sample();
        tree.RoleOf(51).ShouldBe(ProcessRoles.Worker);

        proc.Add(51, 50, "nvcc", "nvcc kernel.cu", start: 1100, stack: 99);
        tree.Sample();

        tree.RoleOf(51).ShouldBe(ProcessRoles.Other);
        tree.Of(51).Attributes[SubjectAttributes.CommandLine].ShouldBe("nvcc kernel.cu");
    }

    [Fact]
    public void A_spawned_process_is_a_worker_and_with_workers_of_its_own_a_rank()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1);
        proc.Add(51, 50, commandLine: Spawned, start: 1100, stack: 7);
        proc.Add(52, 50, commandLine: Spawned, start: 1100, stack: 8);
        proc.Add(53, 52, commandLine: Spawned, start: 1200, stack: 8);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));

        tree.Sample();

        tree.RoleOf(51).ShouldBe(ProcessRoles.Worker);
        tree.RoleOf(52).ShouldBe(ProcessRoles.Main);
        tree.RoleOf(53).ShouldBe(ProcessRoles.Worker);
    }

    [Fact]
    public void The_name_that_PyTorch_gives_makes_a_worker()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1);
        proc.Add(51, 50, "pt_data_worker", "whatever", start: 1100, stack: 7);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));

        tree.Sample();

        tree.RoleOf(51).ShouldBe(ProcessRoles.Worker);
    }

    [Fact]
    public void A_program_that_went_into_the_background_is_still_the_main_one()
    {
        using var proc = new ProcFixture();
        proc.Add(40, 1, "vigil", "vigil run");
        proc.Add(50, 40, start: 1100);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfRecorder(40));
        tree.Sample();

        proc.Add(61, 40, start: 1500, session: 60);
        tree.Sample();
        proc.Remove(50);
        tree.Sample();

        tree.RoleOf(61).ShouldBe(ProcessRoles.Main);
    }
}
