using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death.Suspects;

/// <summary>An allocation on an accelerator failed, and the program ended over it.</summary>
internal sealed class CudaOomSuspect : ISuspect
{
    private const double NearLimit = 0.9;

    public Suspicion? Examine(CaseFile file)
    {
        LogFinding? line = file.Says(CauseClass.CudaOom);
        RunEvent? failed = file.Evidence.EventsOf(EventTypes.CudaOom).LastOrDefault(item => file.IsNearEnd(item.UnixSeconds));
        if (!file.MayHaveFailed || (line is null && failed is null))
        {
            return null;
        }

        double at = failed?.UnixSeconds ?? line?.Timestamp ?? file.EndedAt;
        string? said = line?.Message ?? failed?.Text("text");
        var suspicion = new Suspicion(Verdict.CudaOom, said is null ? "An allocation on the GPU failed." : $"An allocation on the GPU failed: {EvidenceItems.Quote(said)}.")
        {
            At = at,
            LogCause = line,
        };
        if (line is not null)
        {
            suspicion.For(file.Weigh(line), EvidenceItems.Of(line));
        }

        if (failed is not null)
        {
            suspicion.For(0.65, EvidenceItems.Of(failed, line is null ? $"The output said: {EvidenceItems.Quote(said ?? "out of memory")}" : "The failed allocation was recorded as it was printed."));
        }

        foreach (SubjectSeries gpu in file.Evidence.Of(SubjectKind.Gpu))
        {
            double total = CaseFile.LastValue(gpu, GpuMetrics.MemoryTotal, at + 1);
            (double used, double usedAt) = CaseFile.Extreme(gpu, GpuMetrics.MemoryUsed, at - CaseFile.WindowSeconds, at + 1, lowest: false);
            if (used / total >= NearLimit)
            {
                suspicion.For(0.4, EvidenceItems.Samples(
                    GpuMetrics.MemoryUsed.Name,
                    $"GPU {gpu.Attribute(SubjectAttributes.Index)} held {Phrase.Bytes(used)} of {Phrase.Bytes(total)} ({Phrase.Percent(used / total)}).",
                    usedAt, null, used, total, "By"));
            }
        }

        suspicion.For(0.1, file.DescribeEnd());
        if (line is null && file.OtherCause() is { } other)
        {
            suspicion.Against(0.7, EvidenceItems.Of(other));
        }

        return suspicion;
    }
}
