using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Recording;

public class TotalsCalculatorTests
{
    [Fact]
    public void Nothing_known_is_nothing_claimed()
    {
        SampleTotals totals = new Scenario().Tick().Frame.Totals;

        totals.ShouldBe(default);
    }

    [Fact]
    public void Divides_cpu_time_by_what_passed_in_all_states()
    {
        Subject system = MachineSubjects.System();
        var scenario = new Scenario().With(system);
        foreach (int _ in new[] { 1, 2 })
        {
            scenario.Tick(() =>
            {
                system.Grow(SystemMetrics.CpuUser, 30);
                system.Grow(SystemMetrics.CpuSystem, 10);
                system.Grow(SystemMetrics.CpuIoWait, 20);
                system.Grow(SystemMetrics.CpuSteal, 10);
                system.Grow(SystemMetrics.CpuIdle, 130);
            });
        }

        scenario.Frame.Totals.CpuPercent!.Value.ShouldBe(25, 1e-9);
        scenario.Frame.Totals.IoWaitPercent!.Value.ShouldBe(10, 1e-9);
    }

    [Fact]
    public void A_container_with_a_lower_limit_is_the_memory_that_counts()
    {
        var scenario = new Scenario().With(MachineSubjects.System(100, 90), MachineSubjects.Group(40, 30)).Tick();

        SampleTotals totals = scenario.Frame.Totals;
        (totals.MemoryTotalBytes, totals.MemoryUsedBytes, totals.MemoryAvailableBytes).ShouldBe((40L, 30L, 10L));
    }

    [Fact]
    public void A_limit_above_the_machine_is_none()
    {
        var scenario = new Scenario().With(MachineSubjects.System(100, 90), MachineSubjects.Group(400, 30)).Tick();

        scenario.Frame.Totals.MemoryTotalBytes.ShouldBe(100);
    }

    [Fact]
    public void Adds_workers_up_by_proportional_memory_where_it_is_known()
    {
        Subject main = MachineSubjects.Process(1);
        main.Set(ProcessMetrics.Resident, 500);
        Subject worker = MachineSubjects.Process(2, ProcessRoles.Worker);
        worker.Set(ProcessMetrics.Resident, 400);
        worker.Set(ProcessMetrics.Proportional, 100);

        SampleTotals totals = new Scenario().With(main, worker, MachineSubjects.Process(3, ProcessRoles.Other)).Tick().Frame.Totals;

        (totals.MainProcessBytes, totals.WorkerBytes, totals.WorkerCount, totals.ProcessCount).ShouldBe((500L, 100L, 1, 3));
    }

    [Fact]
    public void Slices_of_a_gpu_are_not_counted_beside_it()
    {
        Subject gpu = MachineSubjects.Gpu("GPU-1", 0);
        gpu.Set(GpuMetrics.MemoryUsed, 10);
        Subject slice = MachineSubjects.Gpu("MIG-1", 0, parent: "GPU-1");
        slice.Set(GpuMetrics.MemoryUsed, 5);

        new Scenario().With(gpu, slice).Tick().Frame.Totals.GpuMemoryUsedBytes.ShouldBe(10);
    }
}
