using Vigil.Analysis.Evidence;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Memory;

/// <summary>
/// The memory that model, optimiser and activations live in: the accelerator's, or the machine's where both share one or
/// there is none.
/// </summary>
internal sealed record ModelMemory
{
    /// <summary>A program that was killed at the limit wanted more than it got; so much more, as a share of the limit, is taken into account.</summary>
    public const double BeyondTheKill = 0.05;

    /// <summary>The same for people.</summary>
    public const string BeyondTheKillWords = "It was killed at the limit: what it would have taken beyond is not known, up to 5 % is assumed.";

    /// <summary><c>gpu_memory</c> or <c>memory</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>What was needed at the peak by everybody, bytes.</summary>
    public required double PeakBytes { get; init; }

    /// <summary>What there is, bytes.</summary>
    public required double LimitBytes { get; init; }

    /// <summary>Of the peak, what is the training's own, bytes.</summary>
    public required double OwnBytes { get; init; }

    /// <summary>Held by the training before its first step: mostly weights. Null when that was not seen.</summary>
    public double? BeforeFirstStepBytes { get; init; }

    /// <summary>How memory depends on the batch size; null when the run tried one size only.</summary>
    public BatchMemory? Batch { get; init; }

    /// <summary>True when the run ended because this memory was not enough: what it would have needed is at least the peak.</summary>
    public required bool RanOut { get; init; }

    /// <summary>Reads it; null when no sample tells.</summary>
    public static ModelMemory? Of(RunEvidence evidence)
    {
        OomLedger ledger = OomLedger.Of(evidence);
        return ledger.Gpus.Count > 0 ? OfGpu(evidence, ledger) : OfMachine(evidence, ledger);
    }

    private static ModelMemory? OfGpu(RunEvidence evidence, OomLedger ledger)
    {
        GpuLedger gpu = ledger.Gpus.FirstOrDefault(gpu => gpu.RequestBytes is not null) ?? ledger.Gpus.MaxBy(gpu => (gpu.UsedBytes / gpu.TotalBytes) ?? 0)!;
        if (gpu.TotalBytes is not { } total || gpu.NeededBytes is not { } needed)
        {
            return null;
        }

        SubjectSeries? subject = evidence.Of(SubjectKind.Gpu).FirstOrDefault(series => series.Subject.Key == gpu.GpuKey);
        double others = gpu.OtherTenantsBytes ?? (gpu.OwnBytes is { } own ? Math.Max(0, (gpu.UsedBytes ?? own) - own) : 0);
        return new ModelMemory
        {
            Resource = "gpu_memory",
            PeakBytes = needed,
            LimitBytes = total,
            OwnBytes = Math.Max(0, needed - others),
            BeforeFirstStepBytes = subject is null ? null : BeforeFirstStep(evidence, subject, subject.Values(GpuMetrics.MemoryUsed), others),
            Batch = subject is null ? null : BatchMemory.Fit(evidence, subject, subject.Values(GpuMetrics.MemoryUsed)),
            RanOut = gpu.RequestBytes is not null,
        };
    }

    private static ModelMemory? OfMachine(RunEvidence evidence, OomLedger ledger)
    {
        if (ledger.Memory is not { } memory)
        {
            return null;
        }

        SubjectSeries? main = evidence.Processes(Core.Sampling.ProcessRoles.Main)
            .MaxBy(process => process.Values(ProcessMetrics.Resident).Where(value => !double.IsNaN(value)).DefaultIfEmpty(0).Max());
        SubjectSeries? whole = memory.IsLimited ? evidence.Cgroup : evidence.System;
        return new ModelMemory
        {
            Resource = "memory",
            PeakBytes = memory.NeededBytes,
            LimitBytes = memory.TotalBytes,
            OwnBytes = memory.Of(LedgerHolder.Main) + memory.NeededBytes - memory.UsedBytes,
            BeforeFirstStepBytes = main is null ? null : BeforeFirstStep(evidence, main, main.Values(ProcessMetrics.Resident), 0),
            Batch = whole is null ? null : BatchMemory.Fit(evidence, whole, whole.Values(memory.IsLimited ? CgroupMetrics.MemoryUsage : SystemMetrics.MemoryUsed)),
            RanOut = memory.IsAtKill,
        };
    }

    private static double? BeforeFirstStep(RunEvidence evidence, SubjectSeries subject, double[] values, double others)
    {
        if (evidence.Steps is not [var first, ..])
        {
            return null;
        }

        // A step is reported when it is done: what was held one step time before is what was held before it began.
        double began = first.UnixSeconds - (first.StepSeconds ?? (evidence.Steps is [_, var second, ..] ? second.UnixSeconds - first.UnixSeconds : 0));
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (subject.Times[i] < began && values[i] > others)
            {
                return values[i] - others;
            }
        }

        return null;
    }
}
