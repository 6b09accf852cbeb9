using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Memory;

/// <summary>
/// What can be done about memory, in the words of remedies: each with the peak that it leads to where this run's data
/// tell. None is named that the run is known to follow already.
/// </summary>
internal static class MemoryRemedies
{
    /// <summary>Fewer workers, as many as leave room at the peak; null when none were there.</summary>
    public static Remedy? FewerWorkers(RunEvidence evidence) =>
        From(WhatFits.ForMemory(evidence).Where(prediction => prediction.Setting == TrainingSetting.NumWorkers)).FirstOrDefault();

    /// <summary>Fewer workers, so that at least so many bytes less are held; null when none were there at the peak.</summary>
    public static Remedy? FewerWorkers(RunEvidence evidence, double savedBytes) =>
        WorkersThatFit.Saving(evidence, savedBytes) is { } prediction ? From(prediction) : null;

    /// <summary>
    /// What makes the model's part smaller, the best prediction first, of some settings where such are given. Where nothing
    /// is known of any setting it is said in general.
    /// </summary>
    public static IEnumerable<Remedy> SmallerModel(RunEvidence evidence, params IReadOnlyCollection<TrainingSetting> settings)
    {
        Remedy[] known = [.. ForModel(evidence)];
        return known.Length > 0 ? known.Where(remedy => settings.Count == 0 || settings.Contains(remedy.Setting!.Value)) :
        [
            new Remedy
            {
                Title = "Keep less at once",
                Action = "Lower the batch size, compute in 16 bit, or compute activations again instead of keeping them (gradient checkpointing)",
                Impact = "Which of them the program can do, and by how much its peak falls, its settings do not tell",
            },
        ];
    }

    /// <summary>One remedy for each setting, the best prediction first.</summary>
    public static IEnumerable<Remedy> From(IEnumerable<FitPrediction> predictions) => predictions.DistinctBy(prediction => prediction.Setting).Select(From);

    /// <summary>
    /// Remedies for the memory that the model lives in. Where an accelerator's was not enough and nothing tells how much it
    /// had, the machine's own memory says nothing of it: half the batch is offered without a prediction.
    /// </summary>
    public static IEnumerable<Remedy> ForModel(RunEvidence evidence)
    {
        bool isUnseen = OomLedger.Of(evidence).Gpus.Count == 0
            && !evidence.Of(SubjectKind.Gpu).Any(gpu => gpu.Attribute(SubjectAttributes.UnifiedMemory) == "true")
            && evidence.EventsOf(EventTypes.CudaOom).Any();
        if (!isUnseen)
        {
            return From(WhatFits.ForModel(evidence));
        }

        if (BatchMemory.Current(evidence) is not { } size || size < 2)
        {
            return [];
        }

        long half = (long)(size / 2);
        TrainingSetting setting = WhatFits.BatchSetting(evidence);
        string name = setting == TrainingSetting.MaxBatchSize ? "max_batch_size" : "batch_size";
        return
        [
            new Remedy
            {
                Title = $"Reduce {name} to {half}",
                Action = $"Set {name}: {half}",
                Impact = "Memory of the GPU was not seen, so by how much it falls is not known.",
                Setting = setting,
                Value = half,
            },
        ];
    }

    /// <summary>The remedy of one prediction.</summary>
    public static Remedy From(FitPrediction prediction)
    {
        string value = prediction.Value.ToJsonString();
        (string title, string action, string impact) = prediction.Setting switch
        {
            TrainingSetting.NumWorkers => ("Reduce worker count", $"Set num_workers: {value}", $"Saves ~{Phrase.Bytes(prediction.SavedBytes)} of memory; each worker's share was measured"),
            TrainingSetting.PrefetchFactor => ("Fetch fewer batches ahead", $"Set prefetch_factor: {value}", "Saves shared memory that waiting batches take"),
            TrainingSetting.Quantize => ("Enable quantization (qtype: qfloat8)", "Set quantize: true with qtype: qfloat8", "Reduces model memory by 50%"),
            TrainingSetting.UseEma => ("Disable EMA (use_ema: false)", "Set use_ema: false", $"Saves ~{Phrase.Bytes(prediction.SavedBytes)}: the average is a second copy of the trained weights"),
            TrainingSetting.MaxBatchSize => ($"Reduce max_batch_size to {value}", $"Set max_batch_size: {value}", "Based on actual peak usage"),
            TrainingSetting.BatchSize => ($"Reduce batch_size to {value}", $"Set batch_size: {value}", "Based on actual peak usage"),
            TrainingSetting.GradientCheckpointing => ("Enable gradient checkpointing", "Enable gradient checkpointing", "Trades compute for memory"),
            TrainingSetting.Precision => ("Compute in 16 bit", $"Set the precision to {value.Trim('"')}", "Halves activations and what else is kept in 32 bit"),
            TrainingSetting.Resolution => ("Consider lower resolution", $"Lower the resolution to {value}", "Quadratic memory scaling"),
            TrainingSetting.SequenceLength => ("Shorten sequences", $"Limit sequences to {value} tokens", "Activations grow at least linearly with the length"),
            TrainingSetting.Offload => ("Offload parts of the model", "Let parts of the model wait in main memory", "Trades transfers for device memory"),
            TrainingSetting.LowVram => ("Enable the low-memory mode", "Enable low_vram", "Trades speed for device memory"),
            _ => ($"Change {prediction.Setting}", $"Set it to {value}", "Changes memory use"),
        };
        return new Remedy
        {
            Title = title,
            Action = action,
            Impact = $"{impact}. Predicted peak: {Phrase.Bytes(prediction.PredictedBytes)} of {Phrase.Bytes(prediction.LimitBytes)}{(prediction.Fits ? "" : ", still too much by itself")}.",
            Setting = prediction.Setting,
            Value = prediction.Value.DeepClone(),
            Effect = prediction.ToEffect(),
        };
    }
}
