using Vigil.Collection.Container;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Container;

public class CgroupCollectorTests
{
    private const int Pid = 700;
    private const long GiB = 1L << 30;

    [Fact]
    public void Fills_every_column_of_a_version_2_container()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/docker-v2");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();

        frame.Sample(collector).ShouldBe(CollectResult.Ok);

        Subject group = frame.First(SubjectKind.Cgroup)!;
        group.Values.ShouldNotContain(Reading.NotAvailable);
        group.Key.ShouldBe("/");
        group.Attributes[SubjectAttributes.Version].ShouldBe("2");
        group.Attributes[SubjectAttributes.LimitGroup].ShouldBe("/");
        group.Raw(CgroupMetrics.MemoryLimit).ShouldBe(8 * GiB);
        group.Raw(CgroupMetrics.MemoryUsage).ShouldBe(3 * GiB);
        group.Raw(CgroupMetrics.MemoryWorkingSet).ShouldBe(3 * GiB - GiB / 2);
        group.Raw(CgroupMetrics.MemoryPeak).ShouldBe(4 * GiB);
        group.Raw(CgroupMetrics.AnonymousMemory).ShouldBe(2 * GiB);
        group.Raw(CgroupMetrics.FileMemory).ShouldBe(GiB);
        group.Raw(CgroupMetrics.SharedMemory).ShouldBe(GiB / 4);
        group.Raw(CgroupMetrics.SwapUsage).ShouldBe(5L * 1024 * 1024);
        group.Raw(CgroupMetrics.LimitHits).ShouldBe(17);
        group.Raw(CgroupMetrics.OomEvents).ShouldBe(2);
        group.Raw(CgroupMetrics.OomKills).ShouldBe(1);
        group.Raw(CgroupMetrics.CpuTime).ShouldBe(987654321);
        group.Raw(CgroupMetrics.CpuLimit).ShouldBe(150);
        group.Raw(CgroupMetrics.CpuPeriods).ShouldBe(400);
        group.Raw(CgroupMetrics.CpuThrottledPeriods).ShouldBe(30);
        group.Raw(CgroupMetrics.CpuThrottledTime).ShouldBe(1234567);
        group.Raw(CgroupMetrics.PressureMemorySome).ShouldBe(11);
        group.Raw(CgroupMetrics.PressureMemoryFull).ShouldBe(22);
    }

    [Fact]
    public void Reads_a_version_1_container_whose_mount_hides_the_path()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/docker-v1");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();

        frame.Sample(collector).ShouldBe(CollectResult.Ok);

        Subject group = frame.First(SubjectKind.Cgroup)!;
        group.Key.ShouldBe("/docker/0123456789ab");
        group.Attributes[SubjectAttributes.Version].ShouldBe("1");
        group.Raw(CgroupMetrics.MemoryLimit).ShouldBe(2 * GiB);
        group.Raw(CgroupMetrics.MemoryUsage).ShouldBe(GiB);
        group.Raw(CgroupMetrics.MemoryWorkingSet).ShouldBe(GiB - 100);
        group.Raw(CgroupMetrics.MemoryPeak).ShouldBe(GiB + 5);
        group.Raw(CgroupMetrics.AnonymousMemory).ShouldBe(800);
        group.Raw(CgroupMetrics.FileMemory).ShouldBe(700);
        group.Raw(CgroupMetrics.SharedMemory).ShouldBe(60);
        group.Raw(CgroupMetrics.SwapUsage).ShouldBe(4096);
        group.Raw(CgroupMetrics.LimitHits).ShouldBe(12);
        group.Raw(CgroupMetrics.OomEvents).ShouldBe(0);
        group.Raw(CgroupMetrics.OomKills).ShouldBe(3);
        group.Raw(CgroupMetrics.CpuTime).ShouldBe(123456789);
        group.Raw(CgroupMetrics.CpuLimit).ShouldBe(250);
        group.Raw(CgroupMetrics.CpuPeriods).ShouldBe(50);
        group.Raw(CgroupMetrics.CpuThrottledPeriods).ShouldBe(4);
        group.Raw(CgroupMetrics.CpuThrottledTime).ShouldBe(9000);
        group.Raw(CgroupMetrics.PressureMemorySome).ShouldBe(Reading.NotAvailable);
    }

    [Fact]
    public void Unlimited_is_not_a_number()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/docker-v1-unlimited");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();

        frame.Sample(collector).ShouldBe(CollectResult.Ok);

        Subject group = frame.First(SubjectKind.Cgroup)!;
        group.Raw(CgroupMetrics.MemoryLimit).ShouldBe(Reading.NotAvailable);
        group.Raw(CgroupMetrics.CpuLimit).ShouldBe(Reading.NotAvailable);
        group.Raw(CgroupMetrics.MemoryUsage).ShouldBe(GiB);
        group.Raw(CgroupMetrics.SwapUsage).ShouldBe(333);
        group.Attributes.Keys.ShouldNotContain(SubjectAttributes.LimitGroup);
    }

    [Theory]
    [InlineData("kubernetes-v2-nested", "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod12.slice", 6, 5, 9, 1)]
    [InlineData("slurm-v2", "/system.slice/slurmstepd.scope/job_77", 32, 30, 4, Reading.NotAvailable)]
    [InlineData("slurm-v1", "/slurm/uid_1000/job_77", 24, 23, 8, 2)]
    [InlineData("hybrid-systemd", "/system.slice/train.service", 4, 3, 5, 0)]
    public void The_lowest_limit_counts_with_the_memory_held_against_it(
        string capture, string limitGroup, long limitGiB, long usageGiB, long hits, long ownKills)
    {
        using CapturedTree tree = CapturedTree.Open($"Containers/{capture}");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();

        frame.Sample(collector).ShouldBe(CollectResult.Ok);

        Subject group = frame.First(SubjectKind.Cgroup)!;
        group.Attributes[SubjectAttributes.LimitGroup].ShouldBe(limitGroup);
        group.Raw(CgroupMetrics.MemoryLimit).ShouldBe(limitGiB * GiB);
        group.Raw(CgroupMetrics.MemoryUsage).ShouldBe(usageGiB * GiB);
        group.Raw(CgroupMetrics.LimitHits).ShouldBe(hits);
        group.Raw(CgroupMetrics.OomKills).ShouldBe(ownKills);
    }

    [Fact]
    public void The_cpu_limit_of_a_parent_brings_its_throttling()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/kubernetes-v2-nested");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();

        frame.Sample(collector);

        Subject group = frame.First(SubjectKind.Cgroup)!;
        group.Raw(CgroupMetrics.CpuLimit).ShouldBe(400);
        group.Raw(CgroupMetrics.CpuThrottledPeriods).ShouldBe(7);
        group.Raw(CgroupMetrics.CpuTime).ShouldBe(4000);
    }

    [Fact]
    public void A_limit_above_what_is_mounted_is_taken_from_the_kernels_own_sum()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/kubernetes-v1-hidden-limit");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();

        frame.Sample(collector);

        frame.First(SubjectKind.Cgroup)!.Raw(CgroupMetrics.MemoryLimit).ShouldBe(5 * GiB);
    }

    [Fact]
    public void A_group_without_the_memory_controller_is_charged_to_its_parent()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/desktop-v2-no-controller");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();

        frame.Sample(collector).ShouldBe(CollectResult.Ok);

        Subject group = frame.First(SubjectKind.Cgroup)!;
        group.Key.ShouldBe("/user.slice/user-1000.slice/session-2.scope");
        group.Raw(CgroupMetrics.MemoryUsage).ShouldBe(7 * GiB);
        group.Raw(CgroupMetrics.CpuTime).ShouldBe(42);
        group.Raw(CgroupMetrics.MemoryLimit).ShouldBe(Reading.NotAvailable);
    }

    [Fact]
    public void A_hybrid_machine_gives_the_pressure_of_the_groups_version_2_side()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/hybrid-systemd");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();

        frame.Sample(collector);

        frame.First(SubjectKind.Cgroup)!.Raw(CgroupMetrics.PressureMemorySome).ShouldBe(71);
    }

    [Fact]
    public void The_pressure_of_the_whole_machine_is_not_taken_for_the_groups()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/hybrid-systemd");
        string groups = File.ReadAllText(tree.Paths.Proc($"{Pid}/cgroup"));
        tree.Write($"proc/{Pid}/cgroup", groups.Replace("0::/system.slice/train.service", "0::/"));
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();

        frame.Sample(collector);

        frame.First(SubjectKind.Cgroup)!.Raw(CgroupMetrics.PressureMemorySome).ShouldBe(Reading.NotAvailable);
    }

    [Fact]
    public void Follows_the_program_into_another_group()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/kubernetes-v2-nested");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();
        frame.Sample(collector);

        tree.Write($"proc/{Pid}/cgroup", "0::/kubepods.slice\n");
        for (int i = 0; i < 10; i++)
        {
            frame.Sample(collector);
        }

        frame.Keys(SubjectKind.Cgroup).ShouldBe(["/kubepods.slice"]);
        frame.First(SubjectKind.Cgroup)!.Raw(CgroupMetrics.MemoryLimit).ShouldBe(64 * GiB);
    }

    [Fact]
    public void An_exiting_program_is_kept_in_the_group_it_dies_in()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/slurm-v1");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();
        frame.Sample(collector);

        tree.Write($"proc/{Pid}/cgroup", "4:cpu:/\n5:cpuacct:/\n3:memory:/\n");
        for (int i = 0; i < 20; i++)
        {
            frame.Sample(collector);
        }

        frame.Keys(SubjectKind.Cgroup).ShouldBe(["/slurm/uid_1000/job_77/step_0/task_0"]);
    }

    [Fact]
    public void Notices_a_limit_that_is_lowered_and_who_lowered_it()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/kubernetes-v2-nested");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();
        frame.Sample(collector);
        Subject group = frame.First(SubjectKind.Cgroup)!;

        tree.Write($"sys/fs/cgroup{group.Key}/memory.max", $"{3 * GiB}\n");
        for (int i = 0; i < 10; i++)
        {
            frame.Sample(collector);
        }

        group.Raw(CgroupMetrics.MemoryLimit).ShouldBe(3 * GiB);
        group.Raw(CgroupMetrics.MemoryUsage).ShouldBe(2 * GiB);
        group.Attributes[SubjectAttributes.LimitGroup].ShouldBe(group.Key);
        group.Revision.ShouldBe(1);
    }

    [Fact]
    public void Version_1_counts_an_oom_event_for_each_rise_and_each_unseen_kill()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/docker-v1");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();
        var seen = new List<long>();
        foreach (string state in new[] { "0 3", "1 3", "1 4", "0 4", "0 5" })
        {
            string[] parts = state.Split(' ');
            tree.Write("sys/fs/cgroup/memory/memory.oom_control", $"oom_kill_disable 0\nunder_oom {parts[0]}\noom_kill {parts[1]}\n");
            frame.Sample(collector);
            seen.Add(frame.First(SubjectKind.Cgroup)!.Raw(CgroupMetrics.OomEvents));
        }

        seen.ShouldBe([0, 1, 1, 1, 2]);
    }

    [Fact]
    public void Says_that_there_is_no_control_group()
    {
        using CapturedTree tree = CapturedTree.Open("Containers/none");
        using var collector = new CgroupCollector(tree.Paths, Pid);
        var frame = new SampleFrame();

        CollectResult result = frame.Sample(collector);

        result.State.ShouldBe(CollectState.NotAvailable);
        result.Reason.ShouldNotBeNullOrWhiteSpace();
        frame.Subjects.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0::/../outside\n")]
    [InlineData("0::/elsewhere/entirely\n")]
    [InlineData("garbage\n::\n0:\n")]
    public void A_group_that_cannot_be_reached_is_not_available(string membership)
    {
        using CapturedTree tree = CapturedTree.Open("Containers/kubernetes-v2-nested");
        tree.Write($"proc/{Pid}/cgroup", membership);
        using var collector = new CgroupCollector(tree.Paths, Pid);

        new SampleFrame().Sample(collector).State.ShouldBe(CollectState.NotAvailable);
    }
}
