using Vigil.Collection.Processes;
using Vigil.Core.Events;

namespace Vigil.Collection.Tests.Processes.Linux;

public class ProcessTreeConnectorTests
{
    private readonly ScriptedSource _kernel = new();

    [Fact]
    public void Counts_children_that_came_and_went_between_samples()
    {
        using ProcFixture proc = Program();
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50), _kernel);
        tree.Sample();

        _kernel.Fork(50, 60);
        _kernel.Fork(60, 61);
        _kernel.Exit(60);
        _kernel.Fork(61, 62);
        _kernel.Exit(61, 9);
        _kernel.Exit(62);
        _kernel.Fork(1, 63);
        _kernel.Exit(63);
        tree.Sample();

        tree.Statistics.Source.ShouldBe(ProcessCountSource.ProcessConnector);
        tree.Statistics.IsLowerBound.ShouldBeFalse();
        tree.Statistics.ShortLived.ShouldBe(3);
        tree.Statistics.Started.ShouldBe(4);
        RunEvent exit = tree.Log.About(EventTypes.ProcessExit, 61);
        exit.Details!["signal"]!.GetValue<int>().ShouldBe(9);
        exit.Details["short_lived"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public void A_detached_grandchild_is_found_though_its_parents_were_never_sampled()
    {
        using ProcFixture proc = Program();
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50), _kernel);
        tree.Sample();

        _kernel.Fork(50, 60);
        _kernel.Fork(60, 61);
        _kernel.Exit(60);
        proc.Add(61, 1, "daemon", "daemon", start: 1500, session: 60);
        tree.Sample();

        tree.Pids.ShouldBe([50, 61]);
    }

    [Fact]
    public void Knows_how_a_member_ended()
    {
        using ProcFixture proc = Program();
        proc.Add(51, 50, start: 1100);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50), _kernel);
        tree.Sample();

        _kernel.Exit(51, 3 << 8);
        proc.Remove(51);
        tree.Sample();

        tree.Log.About(EventTypes.WorkerExit, 51).Details!["exit_code"]!.GetValue<int>().ShouldBe(3);
        tree.Statistics.ShortLived.ShouldBe(0);
    }

    [Fact]
    public void Follows_a_number_through_exit_and_new_fork()
    {
        using ProcFixture proc = Program();
        proc.Add(51, 50, start: 1100);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50), _kernel);
        tree.Sample();

        _kernel.Exit(51);
        _kernel.Fork(50, 51);
        proc.Add(51, 50, start: 1900);
        tree.Sample();
        tree.Sample();

        tree.Of(51).Key.ShouldBe("51:1900");
        tree.Frame.Subjects.Count.ShouldBe(2);
        tree.Statistics.Started.ShouldBe(3);
    }

    [Fact]
    public void A_late_report_of_a_known_process_changes_nothing()
    {
        using ProcFixture proc = Program();
        proc.Add(51, 50, start: 1100);
        _kernel.Fork(50, 51);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50), _kernel);

        tree.Sample();
        tree.Sample();

        tree.Pids.ShouldBe([50, 51]);
        tree.Statistics.Started.ShouldBe(2);
    }

    [Fact]
    public void Lost_reports_are_said_and_made_up_for_by_a_listing()
    {
        using ProcFixture proc = Program();
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50), _kernel);
        tree.Sample();

        proc.Add(51, 50, start: 1100);
        _kernel.Fork(50, 77);
        _kernel.LosesReports = true;
        tree.Sample();

        tree.Pids.ShouldBe([50, 51]);
        tree.Statistics.IsLowerBound.ShouldBeTrue();
        tree.Statistics.Limitation.ShouldNotBeNull();
        tree.Statistics.ShortLived.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 8)]
    public void A_storm_of_short_lived_processes_is_one_event(int status)
    {
        using ProcFixture proc = Program();
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50), _kernel);
        tree.Sample();
        int before = tree.Log.Events.Count;

        for (int pid = 1000; pid < 6000; pid++)
        {
            _kernel.Fork(50, pid);
            _kernel.Exit(pid, status);
        }

        tree.Sample();

        tree.Statistics.ShortLived.ShouldBe(5000);
        RunEvent summary = tree.Log.Events.Skip(before).ShouldHaveSingleItem();
        summary.Details!["short_lived"]!.GetValue<long>().ShouldBe(5000);
        summary.Details["failed"]!.GetValue<long>().ShouldBe(status == 0 ? 0 : 5000);
    }

    [Fact]
    public void A_storm_too_large_to_follow_is_cut_and_said()
    {
        using ProcFixture proc = Program();
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50), _kernel);
        tree.Sample();

        for (int pid = 1000; pid < 100_000; pid++)
        {
            _kernel.Fork(1, pid);
        }

        proc.Add(51, 50, start: 1100);
        tree.Sample();

        tree.Statistics.IsLowerBound.ShouldBeTrue();
        tree.Pids.ShouldBe([50, 51]);
    }

    [Fact]
    public void A_storm_of_lasting_processes_is_summed_up()
    {
        using ProcFixture proc = Program();
        for (int pid = 100; pid < 400; pid++)
        {
            proc.Add(pid, 50, "gcc", "gcc x.c", start: 1100);
        }

        using var tree = new TreeHarness(
            proc.Paths, ProcessTreeRoot.OfProgram(50), _kernel, new ProcessTreeOptions { EventBurst = 10 });
        tree.Sample();

        tree.Log.Events.Count.ShouldBe(11);
        tree.Log.Events[^1].Details!["started"]!.GetValue<long>().ShouldBe(291);
    }

    private static ProcFixture Program()
    {
        var proc = new ProcFixture();
        proc.Add(1, 0, "init", "init");
        proc.Add(50, 1);
        return proc;
    }
}
