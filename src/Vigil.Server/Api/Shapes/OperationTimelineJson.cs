using System.Text.Json.Nodes;
using Vigil.Core.Operations;

namespace Vigil.Server.Api.Shapes;

/// <summary>Operations over time, columnar, with the durations of each step as one column of a heat map.</summary>
internal static class OperationTimelineJson
{
    /// <summary>Rows of the heat map; each is so many bins of the sketch high that the durations there are fit.</summary>
    private const int MostRows = 40;

    public static JsonObject Of(IReadOnlyList<OperationStep> steps, TimeSpan step)
    {
        var json = new JsonObject
        {
            ["step_seconds"] = (long)step.TotalSeconds,
            ["relative_error"] = DurationSketch.RelativeError,
            ["t"] = Numbers.Array(steps.Select(one => one.UnixSeconds)),
            ["count"] = Numbers.Array(steps.Select(one => one.Tally.Count)),
            ["failed"] = Numbers.Array(steps.Select(one => one.Tally.Failed)),
        };
        foreach ((string name, double share) in new[] { ("p50_seconds", 0.5), ("p95_seconds", 0.95), ("p99_seconds", 0.99) })
        {
            json[name] = Numbers.Array(steps.Select(one => one.Tally.Quantile(share) / 1e9));
        }

        json["max_seconds"] = Numbers.Array(steps.Select(one => one.Tally.MostNanoseconds / 1e9));
        json["heat"] = Heat(steps);
        return json;
    }

    /// <summary><c>bounds_seconds</c> are the upper ends of the rows, the lowest first; <c>counts</c> holds a list for each step, one number per row.</summary>
    private static JsonObject Heat(IReadOnlyList<OperationStep> steps)
    {
        OperationStep[] filled = [.. steps.Where(one => one.Tally.Count > 0)];
        if (filled.Length == 0)
        {
            return new JsonObject { ["bounds_seconds"] = new JsonArray(), ["counts"] = new JsonArray() };
        }

        int first = filled.Min(one => DurationSketch.BinOf(one.Tally.LeastNanoseconds));
        int last = filled.Max(one => DurationSketch.BinOf(one.Tally.MostNanoseconds));
        int height = Math.Max(1, (last - first + MostRows) / MostRows);
        int rows = ((last - first) / height) + 1;
        return new JsonObject
        {
            ["bounds_seconds"] = Numbers.Array(Enumerable.Range(1, rows).Select(row => DurationSketch.UpperBoundOf(first + (row * height) - 1) / 1e9)),
            ["counts"] = new JsonArray([.. steps.Select(one => (JsonNode)Numbers.Array(Column(one.Tally.Durations, first, height, rows)))]),
        };
    }

    private static long[] Column(DurationSketch sketch, int first, int height, int rows)
    {
        var column = new long[rows];
        ReadOnlySpan<long> counts = sketch.Counts;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                column[Math.Clamp((sketch.FirstBin + i - first) / height, 0, rows - 1)] += counts[i];
            }
        }

        return column;
    }
}
