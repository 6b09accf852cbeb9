using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>The accelerator's memory stayed so far below its size that a larger batch fits, or gradients need no checkpointing.</summary>
internal sealed class MemoryHeadroomRule : IRule
{
    private const int MinSteps = 10;
    private const int MinSamples = 30;

    private static readonly Threshold s_comfortable = new("memory_headroom.percent", 60, 1, 100, "Per cent of device memory that the peak must stay below");
    private static readonly Threshold s_target = new("memory_headroom.target_percent", 80, 1, 100, "Per cent of device memory that a larger batch may fill");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG054",
        Name = "memory_headroom",
        Title = "Memory allows a larger batch",
        Category = RuleCategory.Memory,
        Severity = Severity.Info,
        Thresholds = [s_comfortable, s_target],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        IReadOnlyList<SubjectSeries> gpus = evidence.Of(SubjectKind.Gpu);
        if (gpus.Count == 0)
        {
            return RuleVerdict.NotApplicable("There is no accelerator.");
        }

        if (evidence.Events.Any(runEvent => runEvent.Type is EventTypes.CudaOom or EventTypes.HostOom or EventTypes.CgroupOom))
        {
            return RuleVerdict.Quiet;
        }

        if (evidence.Steps.Count < MinSteps || gpus.Max(gpu => gpu.Count) < MinSamples)
        {
            return RuleVerdict.InsufficientData($"{evidence.Steps.Count} steps and {gpus.Max(gpu => gpu.Count)} samples; {MinSteps} and {MinSamples} are wanted.");
        }

        // Of several devices the fullest sets the limit. Unified memory is the machine's.
        (SubjectSeries Series, Metric Metric, double Peak, double Total)? fullest = MemoryUse.HoldsModel(evidence) && MemoryUse.Of(evidence) is { } use
            ? (use.Series, use.Metric, use.Peak, use.Total)
            : null;
        foreach (SubjectSeries gpu in gpus)
        {
            double[] used = gpu.Values(GpuMetrics.MemoryUsed);
            double total = MemoryUse.Last(gpu.Values(GpuMetrics.MemoryTotal));
            double peak = double.NaN;
            foreach (double value in used)
            {
                peak = value <= peak || double.IsNaN(value) ? peak : value;
            }

            // A device that the run does not use sets none.
            bool idle = gpus.Count > 1 && peak < 0.05 * total;
            if (!idle && peak > 0 && total > 0 && !(fullest is { } known && known.Peak / known.Total >= peak / total))
            {
                fullest = (gpu, GpuMetrics.MemoryUsed, peak, total);
            }
        }

        if (fullest is not var (series, metric, most, size))
        {
            return RuleVerdict.NotApplicable("No memory of an accelerator was recorded.");
        }

        double share = most / size;
        IReadOnlyList<Remedy> remedies = share * 100 < options[s_comfortable] && share > 0.02
            ? Remedy.Known(LargerBatch(evidence, options[s_target] / 100), NoCheckpointing(evidence))
            : [];
        return remedies.Count == 0 ? RuleVerdict.Quiet : RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Info,
            Title = remedies[0].Title,
            Explanation = $"At most {Phrase.Bytes(most)} of {Phrase.Bytes(size)} ({Phrase.Percent(share)}) were in use. What lies idle can buy speed.",
            Confidence = Sureness.Of(series.Count, 300, options[s_comfortable] / 100 / share),
            Evidence = [SampleEvidence.Of(series, 0, series.Count - 1, metric, $"Peak {Phrase.Bytes(most)} of {Phrase.Bytes(size)}.", share * 100, options[s_comfortable], "%")],
            Remedies = remedies,
        });
    }

    private static Remedy? LargerBatch(RunEvidence evidence, double target)
    {
        if (WhatFits.LargerBatch(evidence, target) is not { } prediction || BatchMemory.Current(evidence) is not { } batch)
        {
            return null;
        }

        long larger = (long)prediction.Value;
        return new Remedy
        {
            Title = $"Memory allows batch_size: {larger}, currently using {batch}",
            Action = $"Set batch_size: {larger}, and adapt the learning rate",
            Impact = "Can increase throughput",
            Setting = TrainingSetting.BatchSize,
            Value = JsonValue.Create(larger),
            Effect = new Effect { Quantity = "throughput", Unit = Units.Percent, Low = 0, Expected = 10, High = 100.0 * (larger - batch) / batch, Basis = "assumed: between a device that is full already and one that takes a larger batch in the same time", IsMeasured = false },
        };
    }

    private static Remedy? NoCheckpointing(RunEvidence evidence) =>
        evidence.Settings.Find(TrainingSetting.GradientCheckpointing)?.Flag != true ? null : new Remedy
        {
            Title = "Disable gradient checkpointing for speed",
            Action = "Set gradient_checkpointing: false",
            Impact = "Activations are no longer computed twice; memory is comfortable",
            Setting = TrainingSetting.GradientCheckpointing,
            Value = JsonValue.Create(false),
            Effect = new Effect { Quantity = "step_time", Unit = Units.Percent, Low = -30, Expected = -20, High = -10, Basis = "assumed: one of four passes is saved", IsMeasured = false },
        };
}
