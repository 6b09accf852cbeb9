using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>Remedies that several rules of memory name. None is named that the run is known to follow already.</summary>
internal static class MemoryRemedies
{
    /// <summary>Fewer workers, measured; null when there are none at that instant.</summary>
    /// <param name="evidence">The run.</param>
    /// <param name="at">When.</param>
    /// <param name="excess">Bytes to save; all workers when null.</param>
    public static Remedy? FewerWorkers(RunEvidence evidence, double at, double? excess)
    {
        double[] workers = MemoryUse.ProcessesAt(evidence, ProcessRoles.Worker, at);
        double sum = workers.Sum();
        if (workers.Length == 0 || sum <= 0)
        {
            return null;
        }

        double each = sum / workers.Length;
        int configured = (int)(evidence.Settings.Find(TrainingSetting.NumWorkers)?.Number ?? workers.Length);

        // Workers of several loaders or ranks add up: the setting goes down in proportion.
        int left = excess is { } bytes ? Math.Max(0, (int)Math.Floor((sum - bytes) / sum * configured)) : 0;
        left = Math.Min(left, Math.Max(0, configured - 1));
        double saved = sum * (configured - left) / Math.Max(1, configured);
        return new Remedy
        {
            Title = "Reduce worker count",
            Action = $"Set num_workers: {left}",
            Impact = $"Saves ~{Phrase.Bytes(saved)} memory, {Phrase.Bytes(each)} per worker" + (left == 0 ? "; loading moves into the main process" : ""),
            Setting = TrainingSetting.NumWorkers,
            Value = JsonValue.Create(left),
            Effect = new Effect
            {
                Quantity = "memory",
                Unit = Units.Bytes,
                Low = -saved * workers.Max() / each,
                Expected = -saved,
                High = -saved * workers.Min() / each,
                Basis = $"measured: {workers.Length} workers held {Phrase.Bytes(sum)} at the peak",
                IsMeasured = true,
            },
        };
    }

    /// <summary>Quantised weights; null when they are, and for programs that are not known to have a setting for it.</summary>
    public static Remedy? Quantize(RunEvidence evidence, string quantity) =>
        evidence.Settings.Find(TrainingSetting.Quantize)?.Flag != false ? null : new Remedy
        {
            Title = "Enable quantization (qtype: qfloat8)",
            Action = "Set quantize: true with qtype: qfloat8",
            Impact = "Reduces model memory by 50 %",
            Setting = TrainingSetting.Quantize,
            Value = JsonValue.Create(true),
            Effect = Assumed(quantity, -40, -25, -5, "assumed: weights, a part of what is used, halve in 8 bit"),
        };

    /// <summary>No moving average of the weights; null unless one is kept.</summary>
    public static Remedy? NoEma(RunEvidence evidence, string quantity) =>
        evidence.Settings.Find(TrainingSetting.UseEma)?.Flag != true ? null : new Remedy
        {
            Title = "Disable EMA",
            Action = "Set use_ema: false",
            Impact = "Saves ~1 GiB for LoRA, a copy of all trained weights otherwise",
            Setting = TrainingSetting.UseEma,
            Value = JsonValue.Create(false),
            Effect = new Effect { Quantity = quantity, Unit = Units.Bytes, Low = -2.0 * (1L << 30), Expected = -1.0 * (1L << 30), High = -0.05 * (1L << 30), Basis = "assumed: a copy of the trained weights of a LoRA", IsMeasured = false },
        };

    /// <summary>A smaller batch that fits by what the peak was; null when the batch size is not known or 1.</summary>
    /// <param name="evidence">The run.</param>
    /// <param name="quantity">Which memory.</param>
    /// <param name="peakShare">Highest use, share of what there is.</param>
    /// <param name="targetShare">Share that it may be.</param>
    public static Remedy? SmallerBatch(RunEvidence evidence, string quantity, double peakShare, double targetShare)
    {
        if (CurrentBatch(evidence) is not { } batch || batch <= 1)
        {
            return null;
        }

        bool chosenByProgram = evidence.Settings.Find(TrainingSetting.MaxBatchSize) is not null;
        long smaller = Math.Clamp((long)Math.Floor(batch * targetShare / peakShare), 1, batch - 1);
        string name = chosenByProgram ? "max_batch_size" : "batch_size";
        double least = -100.0 * (batch - smaller) / batch;
        return new Remedy
        {
            Title = $"Reduce {name} to {smaller}",
            Action = $"Set {name}: {smaller} (now {batch})",
            Impact = $"Based on the actual peak of {Phrase.Percent(peakShare)}; keep the effective size by accumulating gradients",
            Setting = chosenByProgram ? TrainingSetting.MaxBatchSize : TrainingSetting.BatchSize,
            Value = JsonValue.Create(smaller),
            Effect = Assumed(quantity, least, 0.5 * least, 0.1 * least, "assumed: activations, a part of what is used, go with the batch"),
        };
    }

    /// <summary>Activations computed again instead of kept; null when they are.</summary>
    public static Remedy? Checkpointing(RunEvidence evidence, string quantity) =>
        evidence.Settings.Find(TrainingSetting.GradientCheckpointing)?.Flag == true ? null : new Remedy
        {
            Title = "Enable gradient checkpointing",
            Action = "Set gradient_checkpointing: true",
            Impact = "Trades compute for memory: steps take 20 to 35 % longer",
            Setting = TrainingSetting.GradientCheckpointing,
            Value = JsonValue.Create(true),
            Effect = Assumed(quantity, -60, -30, -5, "assumed: most activations are no longer kept"),
        };

    /// <summary>A lower resolution; the value where the present one is known.</summary>
    public static Remedy LowerResolution(RunEvidence evidence, string quantity)
    {
        double? now = evidence.Settings.Find(TrainingSetting.Resolution)?.Number;
        long? lower = now is >= 128 ? (long)(now.Value * 0.75 / 64) * 64 : null;
        return new Remedy
        {
            Title = "Consider lower resolution",
            Action = lower is { } value ? $"Set resolution: {value} (now {now})" : "Train on smaller images or shorter sequences",
            Impact = "Quadratic memory scaling",
            Setting = lower is null ? null : TrainingSetting.Resolution,
            Value = lower is null ? null : JsonValue.Create(lower.Value),
            Effect = lower is null ? null : Assumed(quantity, 100 * ((lower.Value * lower.Value / (now!.Value * now.Value)) - 1), -20, -2, "assumed: activations go with the square of the side"),
        };
    }

    /// <summary>Samples in a batch: as told by the latest step, else as configured; null when neither is known.</summary>
    public static long? CurrentBatch(RunEvidence evidence)
    {
        double[] told = evidence.StepSeries.BatchSize.Values;
        return told.Length > 0 ? (long)told[^1] : (long?)evidence.Settings.Find(TrainingSetting.BatchSize)?.Number;
    }

    /// <summary>Those that are not null.</summary>
    public static IReadOnlyList<Remedy> Known(params IEnumerable<Remedy?> remedies) => [.. remedies.OfType<Remedy>()];

    private static Effect Assumed(string quantity, double low, double expected, double high, string basis) =>
        new() { Quantity = quantity, Unit = Units.Percent, Low = low, Expected = expected, High = high, Basis = basis, IsMeasured = false };
}
