using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Rules.Training;

/// <summary>Remedies that several rules of the training name.</summary>
internal static class TrainingRemedies
{
    /// <summary>A learning rate lower by a factor.</summary>
    public static Remedy LowerLearningRate(RunEvidence evidence, double factor)
    {
        double? now = CurrentLearningRate(evidence);
        double? lower = now is { } rate ? double.Parse((rate / factor).ToString("G2")) : null;
        return new Remedy
        {
            Title = "Lower the learning rate",
            Action = lower is { } value ? $"Set the learning rate to {value:G2} (now {now:G3})" : $"Divide the learning rate by {factor:0.#}",
            Impact = "Smaller steps keep the loss from leaving the valley it found; training takes more steps",
            Setting = lower is null ? null : TrainingSetting.LearningRate,
            Value = lower is null ? null : JsonValue.Create(lower.Value),
        };
    }

    /// <summary>A bound on the norm of the gradient; null when the run has one of at most 1.</summary>
    public static Remedy? ClipGradient(RunEvidence evidence)
    {
        double? now = evidence.Settings.Find(TrainingSetting.GradientClipping)?.Number;
        return now is > 0 and <= 1 ? null : new Remedy
        {
            Title = "Clip the gradient",
            Action = "Set the largest gradient norm to 1.0",
            Impact = "A single bad batch can no longer throw the weights far away",
            Setting = TrainingSetting.GradientClipping,
            Value = JsonValue.Create(1.0),
        };
    }

    /// <summary>A number format with a wider range; null unless the run computes in 16-bit floats of the narrow kind.</summary>
    public static Remedy? WiderRange(RunEvidence evidence) =>
        evidence.Settings.Find(TrainingSetting.Precision)?.Text is { } precision && IsHalf(precision) ? new Remedy
        {
            Title = "Compute in bf16 instead of fp16",
            Action = "Set the precision to bf16",
            Impact = "bf16 has the range of 32-bit floats: no overflow, no loss scaling",
            Setting = TrainingSetting.Precision,
            Value = JsonValue.Create("bf16"),
        }
        : null;

    /// <summary>A longer rise of the learning rate; null when the number of steps is not known.</summary>
    public static Remedy WarmUp(RunEvidence evidence)
    {
        long? total = evidence.Steps.LastOrDefault(step => step.TotalSteps is not null)?.TotalSteps;
        long? steps = total is > 100 ? Math.Clamp(total.Value * 3 / 100, 10, 2000) : null;
        return new Remedy
        {
            Title = "Warm the learning rate up",
            Action = steps is { } number ? $"Set warm-up to {number} steps" : "Let the learning rate rise over the first 1 to 5 % of the steps",
            Impact = "The optimiser's averages settle before full steps are taken",
            Setting = steps is null ? null : TrainingSetting.WarmupSteps,
            Value = steps is null ? null : JsonValue.Create(steps.Value),
        };
    }

    /// <summary>The learning rate in force at its highest: as configured, else as told; null when neither is known.</summary>
    public static double? CurrentLearningRate(RunEvidence evidence)
    {
        if (evidence.Settings.Find(TrainingSetting.LearningRate)?.Number is { } configured and > 0)
        {
            return configured;
        }

        double[] told = evidence.StepSeries.LearningRate.Finite().Values;
        return told.Length > 0 && told.Max() is > 0 and var highest ? highest : null;
    }

    /// <summary>Those that are not null.</summary>
    public static IReadOnlyList<Remedy> Known(params ReadOnlySpan<Remedy?> remedies)
    {
        var known = new List<Remedy>();
        foreach (Remedy? remedy in remedies)
        {
            if (remedy is not null)
            {
                known.Add(remedy);
            }
        }

        return known;
    }

    private static bool IsHalf(string precision) =>
        precision.Trim('"').ToLowerInvariant() is "fp16" or "float16" or "half" or "16" or "16-mixed" or "16-true";
}
