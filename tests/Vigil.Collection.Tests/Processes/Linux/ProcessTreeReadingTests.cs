using Vigil.Collection.Files;
using Vigil.Collection.Processes;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Processes.Linux;

public class ProcessTreeReadingTests
{
    [Fact]
    public void Fills_every_column()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1, user: 150);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));

        tree.Sample().State.ShouldBe(CollectState.Ok);

        Subject subject = tree.Of(50);
        subject.Key.ShouldBe("50:1000");
        int page = Environment.SystemPageSize;
        subject.Values.ShouldBe(
        [
            300 * page, 120 * page, 777 * 1024, 64 * 1024, 2500 * page, 150, 20, 7, 5, 3, 4096, 8192, 0, 1024, 500, 7, 11, 22, 9, 'S',
        ]);
        subject.Attributes[SubjectAttributes.Name].ShouldBe("python3");
        subject.Attributes[SubjectAttributes.CommandLine].ShouldBe("python3 train.py");
        subject.Attributes[SubjectAttributes.ParentPid].ShouldBe("1");
        subject.Attributes[SubjectAttributes.StartTime].ShouldBe("1700000011.00");
    }

    [Theory]
    [InlineData("io")]
    [InlineData("status")]
    [InlineData("statm")]
    [InlineData("smaps_rollup")]
    [InlineData("cmdline")]
    [InlineData("comm")]
    public void A_missing_file_costs_only_its_own_columns(string file)
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1);
        proc.Delete($"50/{file}");
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));

        tree.Sample().State.ShouldBe(CollectState.Ok);

        Metric[] expected = file switch
        {
            "io" => [ProcessMetrics.ReadBytes, ProcessMetrics.WriteBytes, ProcessMetrics.ReadCharacters, ProcessMetrics.WriteCharacters],
            "status" => [ProcessMetrics.Swapped, ProcessMetrics.VoluntarySwitches, ProcessMetrics.InvoluntarySwitches],
            "statm" => [ProcessMetrics.Resident, ProcessMetrics.Shared, ProcessMetrics.Virtual],
            "smaps_rollup" => [ProcessMetrics.Proportional],
            _ => [],
        };
        ProcessMetrics.Table.Metrics.Where(metric => tree.Of(50).Value(metric) is null).ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [InlineData(100_000, 99_700)]
    [InlineData(250, -50)]
    [InlineData(10, -290)]
    public void Between_two_readings_proportional_memory_moves_with_resident_memory(long residentPages, long movedPages)
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));
        tree.Sample();
        proc.Delete("50/smaps_rollup");
        proc.Write("50/statm", $"300000 {residentPages} 120 1 0 200 0\n");

        tree.Sample();

        long page = Environment.SystemPageSize;
        tree.Of(50).Value(ProcessMetrics.Proportional).ShouldBe(Math.Clamp((777 * 1024) + (movedPages * page), 0, residentPages * page));
    }

    [Fact]
    public void Says_that_proc_is_not_there()
    {
        using var tree = new TreeHarness(new HostPaths("/nonexistent"), ProcessTreeRoot.OfProgram(50));

        CollectResult result = tree.Sample();

        result.State.ShouldBe(CollectState.NotAvailable);
        result.Reason!.ShouldContain("/nonexistent/proc");
    }

    [Fact]
    public void Says_that_the_program_is_hidden()
    {
        using var proc = new ProcFixture();
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));

        CollectResult result = tree.Sample();

        result.State.ShouldBe(CollectState.NotAvailable);
        result.Reason!.ShouldContain("hidepid");
    }

    [Fact]
    public void Removes_what_is_gone_and_tells_its_exit()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1);
        proc.Add(51, 50, "ls", "ls -l", start: 1100);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));
        tree.Sample();

        proc.Remove(51);
        tree.Sample();

        tree.Pids.ShouldBe([50]);
        tree.Statistics.Alive.ShouldBe(1);
        RunEvent exit = tree.Log.About(EventTypes.ProcessExit, 51);
        exit.Details!["name"]!.GetValue<string>().ShouldBe("ls");
        exit.Details.ContainsKey("exit_code").ShouldBeFalse();
    }

    [Fact]
    public void A_zombie_stays_in_sight_but_is_not_alive()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1);
        proc.Add(51, 50, "ls", "ls -l", start: 1100, stack: 77);
        using var tree = new TreeHarness(proc.Paths, ProcessTreeRoot.OfProgram(50));
        tree.Sample();

        proc.Add(51, 50, "ls", "", start: 1100, state: 'Z', exit: 139, stack: 0);
        proc.Write("51/stat", File.ReadAllText(proc.Paths.Proc("51/stat")).Replace("20 0 5 0 1100", "20 0 1 0 1100"));
        tree.Sample();
        tree.Sample();

        tree.Of(51).Values[ProcessMetrics.State.Index].ShouldBe('Z');
        tree.Of(51).Attributes[SubjectAttributes.CommandLine].ShouldBe("ls -l");
        tree.Statistics.Alive.ShouldBe(1);
        RunEvent exit = tree.Log.About(EventTypes.ProcessExit, 51);
        exit.Details!["signal"]!.GetValue<int>().ShouldBe(11);
        exit.Details["core_dumped"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(1000)]
    public void Reads_the_same_however_few_files_may_stay_open(int files)
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1);
        proc.Add(51, 50, start: 1100);
        using var tree = new TreeHarness(
            proc.Paths, ProcessTreeRoot.OfProgram(50), options: new ProcessTreeOptions { MaximumOpenFiles = files });
        tree.Sample();
        proc.Add(51, 50, start: 1100, user: 400);

        tree.Sample();

        tree.Of(51).Values.ShouldNotContain(Reading.NotAvailable);
        tree.Of(51).Value(ProcessMetrics.CpuUser).ShouldBe(4);
    }

    [Fact]
    public void Processes_beyond_the_limit_are_counted_and_not_read()
    {
        using var proc = new ProcFixture();
        proc.Add(50, 1);
        for (int pid = 51; pid < 60; pid++)
        {
            proc.Add(pid, 50, start: 1100);
        }

        using var tree = new TreeHarness(
            proc.Paths, ProcessTreeRoot.OfProgram(50), options: new ProcessTreeOptions { MaximumSubjects = 4 });
        tree.Sample();

        tree.Frame.Subjects.Count.ShouldBe(4);
        tree.Statistics.Alive.ShouldBe(10);
        proc.Remove(tree.Pids.Contains(59) ? 58 : 59);
        tree.Sample();
        tree.Statistics.Alive.ShouldBe(9);
    }
}
