using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Analysis.Statistics;
using Vigil.Core.Operations;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Operations;

/// <summary>Operations and what is said of them as JSON, the same in the command and the server. Times are seconds; what is not known is null.</summary>
public static class OperationJson
{
    /// <summary>Counts and durations.</summary>
    public static JsonObject Of(OperationTally tally) => new()
    {
        ["count"] = tally.Count,
        ["failed"] = tally.Failed,
        ["cancelled"] = tally.Cancelled,
        ["retries"] = tally.Retries,
        ["success_rate"] = Number(tally.SuccessRate),
        ["mean_seconds"] = Seconds(tally.MeanNanoseconds),
        ["p50_seconds"] = Seconds(tally.Quantile(0.5)),
        ["p95_seconds"] = Seconds(tally.Quantile(0.95)),
        ["p99_seconds"] = Seconds(tally.Quantile(0.99)),
        ["min_seconds"] = tally.Count == 0 ? null : Seconds(tally.LeastNanoseconds),
        ["max_seconds"] = tally.Count == 0 ? null : Seconds(tally.MostNanoseconds),
        ["total_seconds"] = Seconds(tally.TotalNanoseconds),
    };

    /// <summary>One type and name with its figures.</summary>
    public static JsonObject Of(OperationGroup group)
    {
        var json = new JsonObject { ["type"] = group.Key.Type.Word, ["name"] = group.Key.Name };
        foreach ((string name, JsonNode? value) in Of(group.Tally).ToList())
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    /// <summary>A single operation, with the members that the performance document names and more.</summary>
    public static JsonObject Of(StoredOperation stored)
    {
        Operation operation = stored.Operation;
        OperationDetail? detail = operation.Detail;
        return new JsonObject
        {
            ["metric_type"] = DocumentWord(operation.Key.Type),
            ["operation_name"] = operation.Key.Name,
            ["start_time"] = operation.StartUnixNanoseconds / 1e9,
            ["end_time"] = (operation.StartUnixNanoseconds + operation.DurationNanoseconds) / 1e9,
            ["duration_seconds"] = operation.DurationNanoseconds / 1e9,
            ["success"] = operation.Outcome == OperationOutcome.Succeeded,
            ["outcome"] = EnumNames.ToSnakeCase(operation.Outcome),
            ["error_message"] = detail?.Error,
            ["error_category"] = detail?.ErrorCategory,
            ["retries"] = operation.Retries,
            ["metadata"] = detail?.Metadata?.DeepClone() ?? new JsonObject(),
            ["resource_usage"] = Of(detail?.Resources),
            ["trace_id"] = Trace(operation.TraceId),
            ["span_id"] = Span(operation.SpanId),
            ["parent_span_id"] = Span(operation.ParentSpanId),
            ["run_id"] = stored.RunId,
        };
    }

    /// <summary>An operation that goes on.</summary>
    public static JsonObject Of(ActiveOperation active, double nowUnixSeconds) => new()
    {
        ["metric_type"] = DocumentWord(active.Key.Type),
        ["operation_name"] = active.Key.Name,
        ["start_time"] = active.StartUnixNanoseconds / 1e9,
        ["elapsed_seconds"] = Math.Max(0, Math.Round(nowUnixSeconds - (active.StartUnixNanoseconds / 1e9), 3)),
        ["trace_id"] = Trace(active.TraceId),
        ["span_id"] = Span(active.SpanId),
        ["parent_span_id"] = Span(active.ParentSpanId),
        ["run_id"] = active.RunId,
    };

    /// <summary>What a window says.</summary>
    public static JsonObject Of(OperationReport report) => new()
    {
        ["from"] = report.FromUnixSeconds,
        ["to"] = report.ToUnixSeconds,
        ["total"] = Of(report.Total),
        ["operations"] = new JsonArray([.. report.Groups.Select(group => (JsonNode)Of(group))]),
        ["score"] = report.Score,
        ["score_breakdown"] = new JsonArray([.. report.ScoreBreakdown.Select(item => (JsonNode)new JsonObject { ["name"] = item.Name, ["points"] = item.Points, ["reason"] = item.Reason })]),
        ["bottlenecks"] = new JsonArray([.. report.Bottlenecks.Select(bottleneck => (JsonNode)new JsonObject { ["kind"] = bottleneck.Kind, ["text"] = bottleneck.Text, ["type"] = bottleneck.Key?.Type.Word, ["name"] = bottleneck.Key?.Name })]),
        ["recommendations"] = new JsonArray([.. report.Recommendations.Select(text => (JsonNode)text)]),
        ["changes"] = new JsonArray([.. report.Changes.Select(change => (JsonNode)Of(change))]),
        ["capacity"] = Of(report.Capacity),
    };

    /// <summary>What a change did.</summary>
    public static JsonObject Of(OptimizationImpact impact) => new()
    {
        ["before"] = Of(impact.Before),
        ["after"] = Of(impact.After),
        ["p50"] = Of(impact.Median),
        ["p95"] = Of(impact.P95),
    };

    /// <summary>Where an objective stands.</summary>
    public static JsonObject Of(ObjectiveState state) => new()
    {
        ["name"] = state.Objective.Name,
        ["target"] = state.Objective.Target,
        ["type"] = state.Objective.Type?.Word,
        ["operation_name"] = state.Objective.OperationName,
        ["within_seconds"] = state.Objective.WithinSeconds,
        ["days"] = state.Objective.Days,
        ["operations"] = state.Whole.Operations,
        ["bad"] = state.Whole.Bad,
        ["budget_left"] = Number(state.BudgetLeft),
        ["firing"] = state.Alarms.Any(alarm => alarm.IsFiring),
        ["burn_rates"] = new JsonArray([.. state.Alarms.Select(alarm => (JsonNode)new JsonObject
        {
            ["factor"] = alarm.Factor,
            ["long_window_seconds"] = alarm.Long.WindowSeconds,
            ["long_rate"] = Number(alarm.Long.Rate),
            ["short_window_seconds"] = alarm.Short.WindowSeconds,
            ["short_rate"] = Number(alarm.Short.Rate),
            ["firing"] = alarm.IsFiring,
        })]),
    };

    /// <summary>The performance document's word for a type: <c>download_operation</c>; other types as they are.</summary>
    public static string DocumentWord(OperationType type) => type == OperationType.Download ? "download_operation" : type.Word;

    private static JsonObject Of(OperationChange change) => new()
    {
        ["type"] = change.Key.Type.Word,
        ["name"] = change.Key.Name,
        ["at"] = change.Change.Time,
        ["earliest"] = change.Change.TimeLow,
        ["latest"] = change.Change.TimeHigh,
        ["before_seconds"] = change.Change.Before,
        ["after_seconds"] = change.Change.After,
        ["change"] = Number(change.Change.RelativeChange),
        ["p_value"] = change.Change.PValue,
    };

    private static JsonObject Of(OperationCapacity capacity)
    {
        var trends = new JsonObject { ["rate"] = Of(capacity.Rate), ["p95"] = Of(capacity.P95) };
        foreach ((string name, Trend trend) in capacity.Resources)
        {
            trends[name] = Of(trend);
        }

        return new JsonObject
        {
            ["rate_per_second"] = Number(capacity.RatePerSecond),
            ["peak_rate_per_second"] = Number(capacity.PeakRatePerSecond),
            ["sustainable_rate_per_second"] = capacity.SustainableRatePerSecond,
            ["mean_in_flight"] = Number(capacity.MeanInFlight),
            ["trends"] = trends,
            ["exhaustion"] = new JsonObject(capacity.Exhaustion.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)new JsonObject
            {
                ["state"] = EnumNames.ToSnakeCase(pair.Value.State),
                ["limit_percent"] = pair.Value.Limit,
                ["at"] = pair.Value.At,
                ["earliest"] = pair.Value.Earliest,
                ["latest"] = pair.Value.Latest,
            }))),
        };
    }

    private static JsonObject Of(Trend trend) => new()
    {
        ["direction"] = EnumNames.ToSnakeCase(trend.Direction),
        ["per_hour"] = Number(trend.SlopePerSecond * 3600),
    };

    private static JsonObject Of(SampleComparison comparison) => new()
    {
        ["before_seconds"] = Number(comparison.First),
        ["after_seconds"] = Number(comparison.Second),
        ["change"] = Number(comparison.RelativeDifference),
        ["difference_low_seconds"] = Number(comparison.Low),
        ["difference_high_seconds"] = Number(comparison.High),
        ["p_value"] = Number(comparison.PValue),
        ["significant"] = comparison.IsSignificant,
    };

    private static JsonObject? Of(OperationResources? resources) => resources is null ? null : new JsonObject
    {
        ["cpu_seconds"] = resources.CpuSeconds,
        ["allocated_bytes"] = resources.AllocatedBytes,
        ["memory_peak_bytes"] = resources.MemoryPeakBytes,
        ["gpu_memory_peak_bytes"] = resources.GpuMemoryPeakBytes,
    };

    private static string? Trace(UInt128 id) => id == 0 ? null : id.ToString("x32", CultureInfo.InvariantCulture);

    private static string? Span(ulong id) => id == 0 ? null : id.ToString("x16", CultureInfo.InvariantCulture);

    private static JsonNode? Seconds(double nanoseconds) => Number(nanoseconds / 1e9);

    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
