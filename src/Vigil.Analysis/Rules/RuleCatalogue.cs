using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Rules.Input;

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

        // Storage, 060–069

        // Training, 070–099

        // Ending, 100–119
    ];

    /// <summary>All thresholds, in the order of their rules.</summary>
    public static IEnumerable<Threshold> Thresholds => All.SelectMany(rule => rule.Description.Thresholds);
}
