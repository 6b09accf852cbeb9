using Vigil.Collection.Sampling;
using Vigil.Collection.Recording;
using Vigil.Collection.Recording.Observers;
using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Recording.Observers;

public class ObserverTests
{
    private static readonly RecorderOptions s_options = new();

    [Fact]
    public void Memory_pressure_is_recorded_when_a_level_is_reached_and_not_again_at_its_edge()
    {
        Subject system = MachineSubjects.System(100, 50);
        Scenario scenario = new Scenario(new MemoryPressureObserver(s_options)).With(system);

        foreach (int used in new[] { 50, 86, 84, 86, 96, 94, 96, 90, 60, 86 })
        {
            scenario.Tick(() => system.Set(SystemMetrics.MemoryUsed, used));
        }

        scenario.Events.Events.Select(pressure => (pressure.Details!["level"]!.GetValue<string>(), pressure.Details!["used_bytes"]!.GetValue<long>()))
            .ShouldBe([("warning", 86L), ("critical", 96L), ("warning", 86L)]);
    }

    [Fact]
    public void A_stall_for_memory_is_recorded_once_while_it_lasts()
    {
        Subject system = MachineSubjects.System();
        Scenario scenario = new Scenario(new MemoryPressureObserver(s_options)).With(system);

        foreach (int milliseconds in new[] { 0, 0, 200, 80, 300, 0, 150 })
        {
            scenario.Tick(() => system.Grow(SystemMetrics.PressureMemorySome, milliseconds * 1000));
        }

        scenario.Events.Events.Select(stall => stall.Details!["stalled_ratio"]!.GetValue<double>()).ShouldBe([0.2, 0.15]);
    }

    [Fact]
    public void Swap_pressure_is_recorded_when_traffic_begins()
    {
        Subject system = MachineSubjects.System();
        Scenario scenario = new Scenario(new SwapPressureObserver(s_options)).With(system);
        foreach (int mebibytes in new[] { 0, 0, 3, 3, 0, 2 })
        {
            scenario.Tick(() => system.Grow(SystemMetrics.SwapOut, (long)mebibytes << 20));
        }

        scenario.Events.Events.Select(swap => swap.Details!["out_bytes_per_second"]!.GetValue<long>()).ShouldBe([3L << 20, 2L << 20]);
    }

    [Theory]
    [InlineData(1000, 4, true)]
    [InlineData(1000, 6, false)]
    [InlineData(20, 4, false)]
    [InlineData(20, 1, true)]
    public void A_disk_is_nearly_full_when_little_is_left_in_bytes_and_as_a_share(int totalGibibytes, int freeGibibytes, bool expected)
    {
        Subject disk = MachineSubjects.FileSystem("work", totalGibibytes * MachineSubjects.Gibibyte, freeGibibytes * MachineSubjects.Gibibyte);
        Scenario scenario = new Scenario(new DiskSpaceObserver(s_options)).With(disk).Tick().Tick();

        scenario.Events.Of(EventTypes.DiskNearlyFull).Count.ShouldBe(expected ? 1 : 0);
    }

    [Fact]
    public void A_step_of_the_wall_clock_is_recorded_and_elapsed_time_is_not_mistaken_for_one()
    {
        var scenario = new Scenario(new ClockStepObserver());
        scenario.Tick().Tick(seconds: 1).Tick(seconds: 300);
        scenario.Clock.StepWallClock(-3600);
        scenario.Tick(seconds: 1).Tick(seconds: 1);

        scenario.Events.Events.Single().Details!["step_seconds"]!.GetValue<double>().ShouldBe(-3600);
    }

    [Fact]
    public void A_process_that_was_killed_is_known_to_have_been_ours()
    {
        var members = new TreeMembers();
        Subject worker = MachineSubjects.Process(20, ProcessRoles.Worker);
        Scenario scenario = new Scenario().With(MachineSubjects.Process(10), worker).Tick();
        members.Follow(scenario.Frame);
        scenario.Frame.Remove(worker);

        members.Follow(scenario.Frame);
        members.Follow(scenario.Frame);

        new int?[] { 10, 20, 30, null }.Select(members.Contains).ShouldBe([true, true, false, false]);
    }
}
