using System.Text.Json.Nodes;
using Vigil.Analysis;
using Vigil.Cli.Output;
using Vigil.Core.Events;

namespace Vigil.Cli.Plot;

/// <summary>The events that are marked in the charts.</summary>
internal static class PageEvents
{
    private const int Most = 400;

    private static readonly HashSet<string> s_silent =
        [EventTypes.TrainingStart, EventTypes.ProcessStart, EventTypes.ProcessExit, EventTypes.NotAvailable];

    private static readonly HashSet<string> s_bad =
        [EventTypes.HostOom, EventTypes.CgroupOom, EventTypes.CudaOom, EventTypes.Nan, EventTypes.GpuLost, EventTypes.GpuXid];

    private static readonly HashSet<string> s_doubtful =
        [EventTypes.MemoryPressure, EventTypes.SwapPressure, EventTypes.DiskNearlyFull, EventTypes.Dropped, EventTypes.Signal, EventTypes.ClockStep, EventTypes.BatchSizeChange];

    /// <summary>For the script of the page: seconds since the start, words, level 0 to 2; the worst first kept where there are too many.</summary>
    public static JsonArray Create(RunAnalysis analysis) =>
        new([.. analysis.Evidence.Events
            .Where(runEvent => !s_silent.Contains(runEvent.Type))
            .OrderByDescending(runEvent => Level(runEvent.Type)).Take(Most)
            .OrderBy(runEvent => runEvent.UnixSeconds)
            .Select(runEvent => (JsonNode)new JsonObject
            {
                ["t"] = Math.Round(runEvent.UnixSeconds - analysis.Evidence.From, 1),
                ["text"] = Text(runEvent),
                ["level"] = Level(runEvent.Type),
            })]);

    private static int Level(string type) => s_bad.Contains(type) ? 2 : s_doubtful.Contains(type) ? 1 : 0;

    private static string Text(RunEvent runEvent)
    {
        string details = runEvent.Details is not { } all ? "" : string.Join(", ", all
            .Where(detail => detail.Value is JsonValue)
            .Select(detail => $"{detail.Key.Replace('_', ' ')} {detail.Value}"));
        string text = RunText.OneLine(runEvent.Type.Replace('_', ' ') + (details.Length > 0 ? ": " + details : ""));
        return text.Length <= 160 ? text : text[..159] + "…";
    }
}
