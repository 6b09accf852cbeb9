using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Recommendations;

/// <summary>Which memory a setting costs, and which way: what tells advice that would undo other advice.</summary>
internal static class MemoryCost
{
    /// <summary>By setting: +1 where more, or yes, costs memory; -1 where it saves some; 0 for neither.</summary>
    private static readonly Dictionary<TrainingSetting, (int Main, int Device)> s_costs = new()
    {
        [TrainingSetting.NumWorkers] = (1, 0),
        [TrainingSetting.PrefetchFactor] = (1, 0),
        [TrainingSetting.PersistentWorkers] = (1, 0),
        [TrainingSetting.PinMemory] = (1, 0),
        [TrainingSetting.BatchSize] = (1, 1),
        [TrainingSetting.MaxBatchSize] = (1, 1),
        [TrainingSetting.Resolution] = (1, 1),
        [TrainingSetting.SequenceLength] = (1, 1),
        [TrainingSetting.UseEma] = (1, 1),
        [TrainingSetting.GradientCheckpointing] = (0, -1),
        [TrainingSetting.Quantize] = (-1, -1),
        [TrainingSetting.LowVram] = (0, -1),
        [TrainingSetting.Offload] = (1, -1),
    };

    /// <summary>What a change of a setting does to main and device memory: +1 more, -1 less, 0 neither or not known.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="direction">+1 for more or yes, -1 for less or no.</param>
    public static (int Main, int Device) Of(TrainingSetting setting, int direction)
    {
        (int main, int device) = s_costs.GetValueOrDefault(setting);
        return (main * direction, device * direction);
    }
}
