using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Rules.Storage;
using Vigil.Analysis.Rules.Training;

namespace Vigil.Analysis.Rules;

/// <summary>
/// Every rule, by category. A new one is a class in the category's folder, a line here, a test class and a page in
/// docs/rules. Ids by category: Input 001–019, Gpu 020–039, Memory 040–059, Storage 060–069, Training 070–099, Ending 100–119.
/// </summary>
public static class RuleCatalogue
{
    /// <summary>All rules, in the order of their ids.</summary>
    public static IReadOnlyList<IRule> All { get; } =
    [
        // Input, 001–019
        new DataWaitRule(),
        new CpuBottleneckRule(),
        new HighCpuRule(),
        new IoWaitRule(),
        new DiskSaturatedRule(),
        new NetworkStorageRule(),
        new TooFewWorkersRule(),
        new TooManyWorkersRule(),
        new WorkerStragglerRule(),
        new CpuThrottledRule(),
        new CpuStealRule(),
        new ThreadOversubscriptionRule(),
        new ColdCacheRule(),
        new PageCacheThrashRule(),
        new SwappingRule(),
        new SlowStartRule(),
        new SlowFirstStepRule(),
        new StepTimeOutliersRule(),
        new StepTimeDriftRule(),

        // Gpu, 020–039
        new LowUtilizationRule(),
        new FluctuatingUtilizationRule(),
        new GpuGapsRule(),
        new GpuUnusedRule(),
        new LaunchBoundRule(),
        new SmallBatchRule(),
        new LoadImbalanceRule(),
        new ThermalThrottlingRule(),
        new PowerCappedRule(),
        new HardwareSlowdownRule(),
        new PcieTrafficRule(),
        new EccErrorsRule(),
        new GpuFaultsRule(),
        new SharedGpuRule(),
        new LowClocksRule(),
        new TrainingPausesRule(),

        // Memory, 040–059
        new MemoryPressureRule(),
        new MemoryLeakRule(),
        new WorkerGrowthRule(),
        new WorkerShareRule(),
        new SwapUseRule(),
        new MemoryStallRule(),
        new SharedMemoryRule(),
        new GpuMemoryRule(),
        new GpuMemoryGrowthRule(),
        new GpuFragmentationRule(),
        new MemoryForecastRule(),
        new OpenFilesRule(),
        new ThreadLeakRule(),
        new PageCacheRule(),
        new MemoryHeadroomRule(),
        new BatchMemoryRule(),
        new OomRecoveredRule(),

        // Storage, 060–069
        new DiskFreeRule(),
        new DiskForecastRule(),
        new CheckpointFitRule(),
        new InodesRule(),
        new CheckpointIntervalRule(),
        new CheckpointOverheadRule(),

        // Training, 070–099
        new LossNotFiniteRule(),
        new LossDivergenceRule(),
        new LossNotDecreasingRule(),
        new VanishingGradientRule(),
        new ExplodingGradientRule(),
        new LossSpikesRule(),
        new LearningRateZeroRule(),
        new WarmUpMissingRule(),
        new OverfittingRule(),
        new OvertrainingRule(),
        new TrainingStalledRule(),
        new ResumeStepRule(),
        new BatchSizeChangedRule(),
        new AdversarialCollapseRule(),
        new GradientScalerRule(),
        new LossUnchangedRule(),
        new StepsRepeatedRule(),
        new NoStepRule(),

        // Ending, 100–119
        new MemoryKillRule(),
        new CudaOomRule(),
        new CudaFragmentationRule(),
        new SharedMemoryExhaustedRule(),
        new WorkerDeathRule(),
        new DiskFullRule(),
        new HangRule(),
        new DivergedEndRule(),
        new FalseSuccessRule(),
        new ErrorToFixRule(),
        new LostWorkRule(),
        new RecorderKilledRule(),
        new CrashRule(),
        new KilledRule(),
        new NotStartedRule(),
    ];

    /// <summary>Those that judge a machine by itself, without a program: they look at no step, worker or ending.</summary>
    public static IReadOnlyList<IRule> ForMachines { get; } =
    [
        .. All.Where(rule => rule is HighCpuRule or IoWaitRule or DiskSaturatedRule or CpuThrottledRule or CpuStealRule or SwappingRule
            or ThermalThrottlingRule or PowerCappedRule or HardwareSlowdownRule or EccErrorsRule or GpuFaultsRule
            or MemoryPressureRule or SwapUseRule or MemoryStallRule or SharedMemoryRule or GpuMemoryRule or MemoryForecastRule
            or DiskFreeRule or DiskForecastRule or InodesRule),
    ];

    /// <summary>All thresholds, in the order of their rules.</summary>
    public static IEnumerable<Threshold> Thresholds => All.SelectMany(rule => rule.Description.Thresholds);
}
