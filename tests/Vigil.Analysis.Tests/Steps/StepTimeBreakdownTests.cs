using FsCheck;
using FsCheck.Xunit;
using Vigil.Analysis.Steps;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Analysis.Tests.Steps;

public class StepTimeBreakdownTests
{
    [Fact]
    public void Measured_waiting_is_the_truth_and_samples_only_divide_it()
    {
        StepTimeBreakdown breakdown = Of(new EvidenceBuilder().System(Scene.Cpu(8, 40)).Gpu("g", Scene.Utilization(50))
            .Process(10, ProcessRoles.Main, Scene.Process(0.3)).Process(11, ProcessRoles.Worker, Scene.Process(0.95))
            .Steps(120, step => step with { StepSeconds = 1, DataSeconds = 0.3 }));
        breakdown.DataWaitPercent.ShouldBe(30, 0.01);
        breakdown.DataWaitBasis.ShouldBe(ShareBasis.Measured);
        breakdown.PercentOf(TimeCause.Preprocessing).ShouldBe(30, 0.5);
        breakdown.PercentOf(TimeCause.GpuBusy).ShouldBe(69, 1);
    }

    [Fact]
    public void Idle_accelerators_beside_busy_workers_wait_for_preprocessing()
    {
        StepTimeBreakdown breakdown = Of(Idle(gpu: 40).Process(10, ProcessRoles.Main, Scene.Process(0.3)).Process(11, ProcessRoles.Worker, Scene.Process(0.9)));
        breakdown.PercentOf(TimeCause.GpuBusy).ShouldBe(40, 1);
        breakdown.PercentOf(TimeCause.Preprocessing).ShouldBe(60, 1);
        breakdown.Shares[0].Basis.ShouldBe(ShareBasis.Inferred);
    }

    [Fact]
    public void Idle_accelerators_beside_a_busy_core_wait_for_launches() =>
        Of(Idle(gpu: 40).Process(10, ProcessRoles.Main, Scene.Process(1))).PercentOf(TimeCause.LaunchOverhead).ShouldBe(60, 1);

    [Fact]
    public void Idle_accelerators_beside_a_busy_disk_wait_for_it() => Of(Idle(gpu: 40).Process(10, ProcessRoles.Main, Scene.Process(0.2))
        .Subject(SubjectKind.Disk, "sda", [], (DiskMetrics.BusyTime, t => t * 0.9))).PercentOf(TimeCause.Disk).ShouldBe(60, 1);

    [Fact]
    public void Readers_blocked_while_the_network_brings_data_wait_for_it() => Of(Idle(gpu: 40).Process(10, ProcessRoles.Main, Scene.Process(0.2))
        .Process(11, ProcessRoles.Worker, Scene.Process(0.1, blockedShare: 1)).Subject(SubjectKind.Network, "eth0", [], (NetworkMetrics.ReceivedBytes, t => t * 50e6)))
        .PercentOf(TimeCause.NetworkStorage).ShouldBe(60, 1);

    [Fact]
    public void Stalls_for_memory_and_the_cpu_limit_take_their_part_first()
    {
        StepTimeBreakdown breakdown = Of(new EvidenceBuilder().System([.. Scene.Cpu(8, 40), (SystemMetrics.PressureMemorySome, t => t * 0.2)]).Gpu("g", Scene.Utilization(40))
            .Cgroup((CgroupMetrics.CpuLimit, _ => 2), (CgroupMetrics.CpuTime, t => t), (CgroupMetrics.CpuPeriods, t => t * 10), (CgroupMetrics.CpuThrottledPeriods, t => t))
            .Process(10, ProcessRoles.Main, Scene.Process(1)).Steps(100));
        breakdown.PercentOf(TimeCause.Swapping).ShouldBe(20, 1);
        breakdown.PercentOf(TimeCause.ThrottledByCgroup).ShouldBe(10, 1);
        breakdown.PercentOf(TimeCause.LaunchOverhead).ShouldBe(30, 1);
    }

    [Fact]
    public void Lower_clocks_cost_a_part_of_the_busy_time()
    {
        StepTimeBreakdown breakdown = Of(new EvidenceBuilder().Gpu(
            "g", Scene.Utilization(100), (GpuMetrics.ThrottleReasons, t => t > 60 ? 0x20 : 0), (GpuMetrics.SmClock, t => t > 60 ? 1e9 : 2e9)).Steps(120));
        breakdown.PercentOf(TimeCause.ThrottledByHeatOrPower).ShouldBe(25, 1.5);
        breakdown.PercentOf(TimeCause.GpuBusy).ShouldBe(74, 1.5);
    }

    [Fact]
    public void A_training_on_the_cpu_computes_there() => Of(new EvidenceBuilder().System(Scene.Cpu(2, 95)).Process(10, ProcessRoles.Main, Scene.Process(1.9)).Steps(100))
        .PercentOf(TimeCause.CpuBusy).ShouldBeGreaterThan(95);

    [Fact]
    public void A_program_that_sleeps_without_accelerator_stays_unknown() => Of(new EvidenceBuilder().System(Scene.Cpu(2, 5)).Process(10, ProcessRoles.Main, Scene.Process(0.05)).Steps(100))
        .PercentOf(TimeCause.Unknown).ShouldBeGreaterThan(90);

    [Fact]
    public void Start_warm_up_pauses_and_end_are_told_apart()
    {
        var run = new EvidenceBuilder(seconds: 200).System(Scene.Cpu(2, 95)).Process(10, ProcessRoles.Main, Scene.Process(1));
        double time = 40;
        for (int step = 1; step <= 100; step++)
        {
            time += step == 1 ? 10 : 1;
            run.Step(new StepReading { UnixSeconds = EvidenceBuilder.Start + time, Step = step, Source = StepSource.Output, StepSeconds = step == 1 ? 10 : 1 });
            if (step == 50)
            {
                run.Event(time + 0.1, EventTypes.CheckpointSaved);
                time += 20;
            }
        }

        StepTimeBreakdown breakdown = Of(run);
        breakdown.PercentOf(TimeCause.FirstSteps).ShouldBe(25, 0.1);
        breakdown.PercentOf(TimeCause.Pauses).ShouldBe(10, 0.1);
        breakdown.PercentOf(TimeCause.AfterLastStep).ShouldBe(15.5, 0.1);
        breakdown.SteppingSeconds.ShouldBe(99, 0.5);
        breakdown.Steps.ShouldNotBeNull().WarmUpSteps.ShouldBe(1);
        breakdown.Steps!.MedianSeconds.ShouldBe(1, 0.01);
    }

    [Fact]
    public void One_slow_worker_takes_its_part_of_the_waiting()
    {
        StepTimeBreakdown breakdown = Of(new EvidenceBuilder().System(Scene.Cpu(8, 20)).Process(10, ProcessRoles.Main, Scene.Process(0.5))
            .Process(11, ProcessRoles.Worker, Scene.Process(0.2)).Process(12, ProcessRoles.Worker, Scene.Process(0.2))
            .Steps(100, step => step with { StepSeconds = step.Step % 2 == 0 ? 1.9 : 0.5, DataSeconds = step.Step % 2 == 0 ? 1.5 : 0.1 }));
        breakdown.PercentOf(TimeCause.Straggler).ShouldBe(58, 2);
    }

    [Fact]
    public void Slow_steps_tell_what_coincides()
    {
        StepStatistics steps = Of(new EvidenceBuilder().System([.. Scene.Cpu(2, 50), (SystemMetrics.SwapIn, t => t < 60 ? 0 : t < 66 ? (t - 60) * 50e6 : 300e6)])
            .Steps(120, step => step with { StepSeconds = step.Step == 65 ? 4 : 1 }).Event(64, EventTypes.WorkerStart)).Steps.ShouldNotBeNull();
        SlowStep slow = steps.SlowSteps.ShouldHaveSingleItem();
        slow.Step.ShouldBe(65);
        slow.With.ShouldBe([StepCoincidence.WorkersRestarted, StepCoincidence.Swap]);
    }

    [Fact]
    public void A_run_of_nothing_has_no_shares()
    {
        StepTimeBreakdown breakdown = Of(new EvidenceBuilder(seconds: 0));
        breakdown.Shares.ShouldBeEmpty();
        breakdown.Steps.ShouldBeNull();
    }

    [Fact]
    public void A_clock_that_steps_does_no_harm()
    {
        var run = new EvidenceBuilder().System(Scene.Cpu(2, 50)).Gpu("g", Scene.Utilization(80));
        foreach (double at in (double[])[10, 11, 9000, 9001, -500, -499, 20, 21])
        {
            run.Step(new StepReading { UnixSeconds = EvidenceBuilder.Start + at, Step = (long)Math.Abs(at), Source = StepSource.Output });
        }

        Of(run).Shares.Sum(share => share.Percent).ShouldBe(100, 1e-6);
    }

    [Property(MaxTest = 60)]
    public bool Shares_add_up_whatever_the_run_was(PositiveInt seconds, NonNegativeInt steps, byte gpu, byte main, bool isLive)
    {
        EvidenceBuilder run = new EvidenceBuilder(seconds.Get).System(Scene.Cpu(4, gpu % 100)).Process(10, ProcessRoles.Main, Scene.Process(main / 64.0))
            .Steps(steps.Get, step => step with { DataSeconds = main % 3 == 0 ? main : null, StepSeconds = main % 5 == 0 ? null : gpu / 10.0 });
        run = gpu % 2 == 0 ? run.Gpu("g", Scene.Utilization(gpu % 101)) : run;
        StepTimeBreakdown breakdown = Of(isLive ? run.Live() : run);
        return Math.Abs(breakdown.Shares.Sum(share => share.Percent) - 100) < 1e-6 && breakdown.Shares.All(share => share.Seconds > 0);
    }

    private static EvidenceBuilder Idle(double gpu) => new EvidenceBuilder().System(Scene.Cpu(8, 40)).Gpu("g", Scene.Utilization(gpu)).Steps(120);

    private static StepTimeBreakdown Of(EvidenceBuilder run) => StepTimeBreakdown.Of(run.Build());
}
