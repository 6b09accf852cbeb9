using Vigil.Collection.Processes;
using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Processes.Linux;

public class ProcessTreeMembershipTests
{
    private const int Recorder = 40;

    [Fact]
    public void Finds_all_descendants_and_nobody_else()
    {
        using var proc = new ProcFixture();
        proc.Add(1, 0, "init", "init");
        proc.Add(10, 1, "sshd", "sshd");
        proc.Add(50, 10, "sh", "sh run.sh");
        proc.Add(51, 50, start: 1100);
        proc.Add(9, 51, start: 1200);
        proc.Add(60, 10, "vim", "vim");
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));

        tree.Sample();

        tree.Pids.ShouldBe([9, 50, 51]);
    }

    [Fact]
    public void The_recorder_counts_its_descendants_and_not_itself()
    {
        using var proc = new ProcFixture();
        proc.Add(Recorder, 1, "vigil", "vigil run");
        proc.Add(50, Recorder, start: 1100);
        proc.Add(51, 50, start: 1200);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfRecorder(Recorder));

        tree.Sample();

        tree.Pids.ShouldBe([50, 51]);
        tree.RoleOf(50).ShouldBe(ProcessRoles.Main);
    }

    [Fact]
    public void An_orphan_that_comes_home_to_the_recorder_belongs()
    {
        using var proc = new ProcFixture();
        proc.Add(Recorder, 1, "vigil", "vigil run");
        proc.Add(50, Recorder, start: 1100);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfRecorder(Recorder));
        tree.Sample();

        proc.Add(70, Recorder, "daemon", "daemon -d", start: 1300, session: 69);
        tree.Sample();

        tree.Pids.ShouldBe([50, 70]);
        tree.RoleOf(70).ShouldBe(ProcessRoles.Other);
    }

    [Fact]
    public void A_member_stays_one_when_init_becomes_its_parent()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1);
        proc.Add(51, 50, "daemon", "daemon", start: 1100);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));
        tree.Sample();

        proc.Add(51, 1, "daemon", "daemon", start: 1100);
        proc.Remove(50);
        tree.Sample();
        tree.Sample();

        tree.Pids.ShouldBe([51]);
    }

    [Fact]
    public void An_orphan_of_an_attached_program_is_known_by_the_group_that_a_member_leads()
    {
        using var proc = new ProcFixture();
        proc.Add(1, 0, "init", "init");
        proc.Add(50, 10, group: 50);
        proc.Add(60, 1, "tee", "tee log", group: 50);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));
        tree.Sample();

        proc.Add(70, 1, "daemon", "daemon", start: 1400, group: 50);
        tree.Sample();

        tree.Pids.ShouldBe([50, 70]);
    }

    [Fact]
    public void A_number_given_anew_is_another_process()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1);
        proc.Add(51, 50, start: 1100);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));
        tree.Sample();
        Subject before = tree.Of(51);

        proc.Add(51, 50, "gcc", "gcc x.c", start: 2200);
        tree.Sample();

        tree.Of(51).ShouldNotBe(before);
        tree.Of(51).Key.ShouldBe("51:2200");
        tree.Frame.Subjects.Count.ShouldBe(2);
        tree.Log.About(EventTypes.WorkerExit, 51).ShouldNotBeNull();
    }

    [Fact]
    public void A_number_given_anew_to_a_stranger_leaves_the_tree()
    {
        using var proc = new ProcFixture();
        proc.Add(1, 0, "init", "init");
        proc.Add(50, 1);
        proc.Add(51, 50, start: 1100);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));
        tree.Sample();

        proc.Add(51, 1, "cron", "cron", start: 2200);
        tree.Sample();

        tree.Pids.ShouldBe([50]);
    }

    [Fact]
    public void A_stranger_whose_number_is_given_anew_to_a_child_cannot_hide_it_for_ever()
    {
        using var proc = new ProcFixture();
        proc.Add(1, 0, "init", "init");
        for (int pid = 100; pid < 140; pid++)
        {
            proc.Add(pid, 1, "cron", "cron");
        }

        proc.Add(50, 1);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));
        tree.Sample();

        proc.Add(135, 50, "gcc", "gcc", start: 3000);
        for (int i = 0; i < 4; i++)
        {
            tree.Sample();
        }

        tree.Pids.ShouldBe([50, 135]);
    }

    [Fact]
    public void A_helper_of_the_recorder_is_left_out()
    {
        using var proc = new ProcFixture();
        proc.Add(Recorder, 1, "vigil", "vigil run");
        proc.Add(50, Recorder, start: 1100);
        proc.Add(51, Recorder, "git", "git rev-parse", start: 1150);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfRecorder(Recorder, 50));
        tree.Sample();

        tree.Collector.Exclude(51);
        tree.Sample();
        tree.Sample();

        tree.Pids.ShouldBe([50]);
        tree.Collector.Statistics.Started.ShouldBe(1);
    }

    [Fact]
    public void The_recorder_may_tell_which_child_is_the_program()
    {
        using var proc = new ProcFixture();
        proc.Add(Recorder, 1, "vigil", "vigil run");
        proc.Add(50, Recorder, "git", "git status", start: 1100);
        proc.Add(51, Recorder, start: 1150);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfRecorder(Recorder));
        tree.Collector.ReportProgram(51);

        tree.Sample();

        tree.RoleOf(51).ShouldBe(ProcessRoles.Main);
        tree.RoleOf(50).ShouldBe(ProcessRoles.Other);
    }

    [Fact]
    public void What_the_recorder_reaped_tells_how_it_ended()
    {
        using var proc = new ProcFixture();
        proc.Add(Recorder, 1, "vigil", "vigil run");
        proc.Add(50, Recorder, start: 1100);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfRecorder(Recorder));
        tree.Sample();

        proc.Remove(50);
        tree.Sample();
        tree.Collector.ReportExit(50, 9);
        tree.Sample();

        tree.Log.About(EventTypes.ProcessExit, 50).Details!["signal"]!.GetValue<int>().ShouldBe(9);
        tree.Statistics.ShortLived.ShouldBe(0);
    }

    [Fact]
    public void Without_the_connector_counts_say_that_they_are_lower_bounds()
    {
        using var proc = new ProcFixture();
        proc.Add(Recorder, 1, "vigil", "vigil run");
        proc.Add(50, Recorder, start: 1100, childFaults: 100);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfRecorder(Recorder));
        tree.Sample();

        proc.Add(50, Recorder, start: 1100, childFaults: 500);
        tree.Collector.ReportExit(77, 0);
        tree.Sample();

        tree.Statistics.Source.ShouldBe(ProcessCountSource.Samples);
        tree.Statistics.IsLowerBound.ShouldBeTrue();
        tree.Statistics.Limitation.ShouldBe("simulated");
        tree.Statistics.ShortLived.ShouldBe(2);
        tree.Statistics.Started.ShouldBe(3);
    }

    [Fact]
    public void A_known_child_that_ended_is_not_counted_as_unseen()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1, childFaults: 100);
        proc.Add(51, 50, start: 1100);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));
        tree.Sample();
        tree.Sample();

        proc.Remove(51);
        tree.Sample();
        proc.Add(50, 1, childFaults: 400);
        tree.Sample();

        tree.Statistics.ShortLived.ShouldBe(0);
    }
}
