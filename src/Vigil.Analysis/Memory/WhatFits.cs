using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Memory;

/// <summary>
/// For every remedy that this run could take, the peak that it would have had: from what the run itself shows where it
/// shows it, else between bounds that hold for any program. What the run already does is not offered, nor a setting of which
/// nothing is known.
/// </summary>
public static class WhatFits
{
    private const double GiB = 1L << 30;

    /// <summary>What an average of an adapter's weights takes; the documents' figure and bounds around it.</summary>
    private static readonly (double Low, double Expected, double High) s_adapterAverage = (0.1 * GiB, GiB, 1.5 * GiB);

    /// <summary>Remedies for the machine's or control group's memory: workers and what they fetch ahead, and the model's where it lives there.</summary>
    public static IReadOnlyList<FitPrediction> ForMemory(RunEvidence evidence)
    {
        var predictions = new List<FitPrediction>(WorkersThatFit.Predict(evidence));
        if (ModelMemory.Of(evidence) is { Resource: "memory" } model)
        {
            predictions.AddRange(ForModel(evidence, model));
        }

        return Best(predictions);
    }

    /// <summary>Remedies for the memory that the model lives in: the accelerator's where it has its own.</summary>
    public static IReadOnlyList<FitPrediction> ForModel(RunEvidence evidence) => ModelMemory.Of(evidence) is { } model ? Best(ForModel(evidence, model)) : [];

    /// <summary>
    /// The largest batch size with which memory stays below a share of what there is; null when no larger one than now does, or
    /// the size is not known. Without a measured dependence all memory is taken to grow with the batch: more than any program does.
    /// </summary>
    public static FitPrediction? LargerBatch(RunEvidence evidence, double share = 1 - FitPrediction.Headroom)
    {
        if (ModelMemory.Of(evidence) is not { RanOut: false } model || BatchMemory.Current(evidence) is not { } size || size < 1 || model.OwnBytes <= 0)
        {
            return null;
        }

        double others = model.PeakBytes - model.OwnBytes;
        double room = model.LimitBytes * share;
        double largest = model.Batch is { } batch ? (room - batch.FixedBytes - batch.ResidualBytes) / batch.BytesPerSample : (room - others) / model.OwnBytes * size;
        long value = (long)Math.Floor(largest + 1e-9);
        if (value <= size)
        {
            return null;
        }

        double proportional = others + (model.OwnBytes * value / size);
        return Make(model, BatchSetting(evidence), value,
            model.Batch?.At(value) ?? proportional,
            model.Batch is { } low ? low.At(value) - low.ResidualBytes : model.PeakBytes,
            model.Batch is { } high ? high.At(value) + high.ResidualBytes : proportional,
            model.Batch is not null,
            model.Batch is { } fit ? MeasuredBatch(fit) : "Assumed: at worst all of the training's memory grows with the batch size.");
    }

    private static IEnumerable<FitPrediction> ForModel(RunEvidence evidence, ModelMemory model)
    {
        double weights = model.BeforeFirstStepBytes is { } before ? Math.Min(before, model.OwnBytes) : double.NaN;
        string known = double.IsNaN(weights) ? "What the weights take was not seen"
            : $"Measured: {Phrase.Bytes(weights)} were held before the first step, mostly weights";
        double upperWeights = double.IsNaN(weights) ? model.OwnBytes : weights;
        double activations = double.IsNaN(weights) ? model.OwnBytes : model.OwnBytes - weights;
        RunSettings settings = evidence.Settings;

        if (IsOff(settings, TrainingSetting.Quantize))
        {
            yield return Save(model, TrainingSetting.Quantize, true, double.IsNaN(weights) ? 0 : 0.25 * weights, (double.IsNaN(weights) ? 0.25 : 0.45) * upperWeights, 0.5 * upperWeights, $"{known}; assumed: they halve in 8 bit.");
        }

        if (settings.Find(TrainingSetting.UseEma)?.Flag == true)
        {
            bool isAdapter = IsAdapter(evidence);
            (double low, double expected, double high) = isAdapter ? s_adapterAverage : (0, 0.25 * upperWeights, upperWeights);
            yield return Save(model, TrainingSetting.UseEma, false, Math.Min(low, activations), Math.Min(expected, model.OwnBytes), Math.Min(high, model.OwnBytes),
                isAdapter ? "Assumed: a second copy of a LoRA's weights takes about 1 GB." : $"{known}; assumed: the average is one copy of the weights that are trained.");
        }

        foreach (FitPrediction smaller in SmallerBatch(evidence, model))
        {
            yield return smaller;
        }

        if (IsOff(settings, TrainingSetting.GradientCheckpointing))
        {
            yield return Save(model, TrainingSetting.GradientCheckpointing, true, 0, 0.4 * activations, 0.8 * activations, $"{known}; assumed: of what comes with the steps, activations are a part, and most of them need not be kept.");
        }

        if (settings.Find(TrainingSetting.Precision)?.Text is "fp32" or "float32" or "32" or "no")
        {
            yield return Save(model, TrainingSetting.Precision, "bf16", 0, 0.25 * model.OwnBytes, 0.5 * model.OwnBytes, "Assumed: at best everything halves in 16 bit; optimiser states may stay as they are.");
        }

        if (settings.Find(TrainingSetting.Resolution)?.Number is >= 320 and { } side)
        {
            double lower = Math.Floor(side * 0.75 / 64) * 64;
            double share = lower * lower / (side * side);
            yield return Save(model, TrainingSetting.Resolution, lower, 0, 0.5 * activations * (1 - share), activations * (1 - share), $"{known}; assumed: activations grow with the square of the side length.");
        }

        if (settings.Find(TrainingSetting.SequenceLength)?.Number is >= 256 and { } tokens)
        {
            yield return Save(model, TrainingSetting.SequenceLength, Math.Floor(tokens / 2), 0, 0.4 * activations, 0.75 * activations, $"{known}; assumed: activations grow between linearly and with the square of the length.");
        }

        if (model.Resource == "gpu_memory")
        {
            foreach (TrainingSetting setting in (TrainingSetting[])[TrainingSetting.Offload, TrainingSetting.LowVram])
            {
                if (IsOff(settings, setting))
                {
                    yield return Save(model, setting, true, 0, 0.4 * upperWeights, 0.9 * upperWeights, $"{known}; assumed: a part of the weights waits in main memory instead.");
                }
            }
        }
    }

    private static IEnumerable<FitPrediction> SmallerBatch(RunEvidence evidence, ModelMemory model)
    {
        if (BatchMemory.Current(evidence) is not { } size || size < 2)
        {
            yield break;
        }

        double room = model.LimitBytes * (1 - FitPrediction.Headroom);
        if (model.Batch is { } batch)
        {
            double largest = Math.Floor((room - batch.FixedBytes - batch.ResidualBytes) / batch.BytesPerSample);
            double value = Math.Clamp(largest >= size ? Math.Floor(size / 2) : largest, 1, size - 1);
            yield return Make(model, BatchSetting(evidence), (long)value, batch.At(value), batch.At(value) - batch.ResidualBytes, batch.At(value) + batch.ResidualBytes, true, MeasuredBatch(batch));
            yield break;
        }

        // Between not depending on the batch at all and on nothing else. The middle decides how far to halve.
        double fixedLeast = double.IsNaN(model.BeforeFirstStepBytes ?? double.NaN) ? 0 : Math.Min(model.BeforeFirstStepBytes!.Value, model.OwnBytes);
        double next = Math.Floor(size / 2);
        while (next > 1 && model.PeakBytes - Saved(next) / 2 > room)
        {
            next = Math.Floor(next / 2);
        }

        yield return Save(model, BatchSetting(evidence), (long)next, 0, Saved(next) / 2, Saved(next),
            "Only one batch size was seen. Assumed: what came with the steps depends on it between not at all and in proportion.");

        double Saved(double value) => (model.OwnBytes - fixedLeast) * (1 - (value / size));
    }

    private static string MeasuredBatch(BatchMemory batch) =>
        $"Measured at {batch.Sizes} batch sizes of this run: {Phrase.Bytes(batch.FixedBytes)} and {Phrase.Bytes(batch.BytesPerSample)} for each sample of a batch.";

    /// <summary>A program that chooses its batch itself is bounded, any other is told.</summary>
    internal static TrainingSetting BatchSetting(RunEvidence evidence) =>
        evidence.Settings.Find(TrainingSetting.MaxBatchSize) is not null ? TrainingSetting.MaxBatchSize : TrainingSetting.BatchSize;

    private static FitPrediction Save(ModelMemory model, TrainingSetting setting, JsonNode value, double least, double expected, double most, string basis) =>
        Make(model, setting, value, model.PeakBytes - expected, model.PeakBytes - most, model.PeakBytes - least, false, basis);

    private static FitPrediction Make(ModelMemory model, TrainingSetting setting, JsonNode value, double predicted, double low, double high, bool isMeasured, string basis) => new()
    {
        Setting = setting,
        Value = value,
        Resource = model.Resource,
        PeakBytes = model.PeakBytes,
        PredictedBytes = predicted,
        LowBytes = low,
        HighBytes = high + (IsBeyondKnown(model) ? 0 : ModelMemory.BeyondTheKill * model.LimitBytes),
        LimitBytes = model.LimitBytes,
        IsMeasured = isMeasured,
        Basis = IsBeyondKnown(model) ? basis : $"{basis} {ModelMemory.BeyondTheKillWords}",
    };

    // A failed request on an accelerator says what was wanted; a kill says only that it was too much.
    private static bool IsBeyondKnown(ModelMemory model) => !model.RanOut || model.Resource == "gpu_memory";

    private static bool IsOff(RunSettings settings, TrainingSetting setting) => settings.Find(setting)?.Flag == false;

    private static bool IsAdapter(RunEvidence evidence) =>
        evidence.Run.Start.Command.Any(IsAdapterWord)
        || (evidence.Run.Start.Snapshot?["configuration"] is JsonArray files
            && files.Any(file => file is JsonObject && file["text"] is JsonValue value && value.TryGetValue(out string? text) && IsAdapterWord(text)));

    private static bool IsAdapterWord(string text) => text.Contains("lora", StringComparison.OrdinalIgnoreCase);

    /// <summary>What surely fits first, then what is expected to; measured before assumed. Otherwise as they come.</summary>
    private static FitPrediction[] Best(IEnumerable<FitPrediction> predictions) =>
        [.. predictions.OrderByDescending(prediction => prediction.SurelyFits).ThenByDescending(prediction => prediction.Fits && prediction.IsMeasured).ThenByDescending(prediction => prediction.Fits)];
}
