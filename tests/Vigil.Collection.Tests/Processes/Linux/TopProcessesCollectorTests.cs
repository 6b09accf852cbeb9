using System.Globalization;
using Vigil.Collection.Processes;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Processes.Linux;

public sealed class TopProcessesCollectorTests : IDisposable
{
    private readonly CapturedTree _tree = CapturedTree.Empty();
    private readonly SampleFrame _frame = new();
    private long _milliseconds = 1_700_000_000_000;

    public void Dispose() => _tree.Dispose();

    [SkippableFact]
    public void Those_that_use_most_are_chosen_by_CPU_and_by_memory()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        for (int pid = 10; pid < 20; pid++)
        {
            Write(pid, cpuTicks: 0, pages: pid);
        }

        using var collector = new TopProcessesCollector(_tree.Paths, 2, TimeProvider.System);
        Sample(collector);
        Pids().ShouldBe([18, 19], ignoreOrder: true);

        // Over five seconds: half a core.
        Write(12, cpuTicks: 250, pages: 12);
        Sample(collector, 5);
        Pids().ShouldBe([12, 18, 19], ignoreOrder: true);
        Sample(collector);
        _frame.Subjects.Single(subject => subject.Key.StartsWith("12:", StringComparison.Ordinal)).Value(ProcessMetrics.CpuUser).ShouldBe(2.5);
    }

    [SkippableFact]
    public void Those_that_fall_behind_stay_for_a_while_and_never_are_more_than_four_times_as_many()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        using var collector = new TopProcessesCollector(_tree.Paths, 1, TimeProvider.System);
        for (int pid = 10; pid < 20; pid++)
        {
            Write(pid, cpuTicks: 0, pages: pid);
            Sample(collector, 5);
            Pids().Length.ShouldBe(Math.Min(4, pid - 9));
        }

        for (int i = 0; i < 13; i++)
        {
            Sample(collector, 5);
        }

        Pids().ShouldBe([19]);
    }

    private int[] Pids() => [.. _frame.Subjects.Where(subject => subject.Kind == SubjectKind.Process).Select(subject => int.Parse(subject.Key.Split(':')[0], CultureInfo.InvariantCulture))];

    private void Sample(TopProcessesCollector collector, double seconds = 1)
    {
        _milliseconds += (long)(seconds * 1000);
        _frame.Begin(_milliseconds, _frame.Sequence == 0 ? 0 : seconds);
        collector.Collect(_frame).ShouldBe(CollectResult.Ok);
    }

    private void Write(int pid, long cpuTicks, long pages)
    {
        _tree.Write($"/proc/{pid}/stat", $"{pid} (name) S 1 1 1 0 -1 0 0 0 0 0 {cpuTicks} 0 0 0 20 0 1 0 {pid} 1000 {pages} 0 0 0 99 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
        _tree.Write($"/proc/{pid}/statm", $"1000 {pages} 0 0 0 0 0\n");
        _tree.Write($"/proc/{pid}/comm", "name\n");
        _tree.Write($"/proc/{pid}/cmdline", "name\0");
    }
}
