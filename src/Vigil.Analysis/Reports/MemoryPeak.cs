using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Reports;

/// <summary>The most memory that was in use, of how much.</summary>
internal static class MemoryPeak
{
    /// <summary>Bytes in use at the peak, and bytes there were: those of the container where it has a limit. Null when not known.</summary>
    public static (double? PeakBytes, double? TotalBytes) Of(RunEvidence evidence)
    {
        double? peak = null;
        double? total = null;
        foreach (StoredTotals sample in evidence.Totals)
        {
            if (sample.Totals.MemoryUsedBytes is { } used && !(used <= peak))
            {
                (peak, total) = (used, sample.Totals.MemoryTotalBytes);
            }
        }

        // The summary has seen every sample, also those of which no totals could be stored.
        JsonNode? memory = evidence.Run.Summary?["memory"];
        return (peak ?? Number(memory?["peak_bytes"]), total ?? Number(memory?["total_bytes"]));
    }

    /// <summary>Memory in use at an instant: that of the latest sample at or before it, at most a minute old. Null when there is none.</summary>
    public static double? At(RunEvidence evidence, double unixSeconds)
    {
        IReadOnlyList<StoredTotals> samples = evidence.Totals;
        int low = 0;
        int high = samples.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = samples[middle].UnixSeconds <= unixSeconds ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && unixSeconds - samples[low - 1].UnixSeconds <= 60 ? samples[low - 1].Totals.MemoryUsedBytes : null;
    }

    private static double? Number(JsonNode? node) => node is not JsonValue value ? null
        : value.TryGetValue(out double number) ? number
        : value.TryGetValue(out long integer) ? integer
        : null;
}
