using static Vigil.Telemetry.Json.JsonFieldType;

namespace Vigil.Telemetry.Json;

/// <summary>
/// The messages of the OpenTelemetry protocol as JSON writes them: names in lower camel case, ids of traces and spans in hexadecimal,
/// 64-bit numbers as texts. <see href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding"/>
/// </summary>
internal static class JsonSchema
{
    private static readonly JsonMessage s_value = Values();
    private static readonly JsonMessage s_pair = s_value.Find("kvlistValue")!.Message!.Find("values")!.Message!;

    private static readonly JsonMessage s_resource = new JsonMessage().Add("attributes", 1, s_pair);
    private static readonly JsonMessage s_scope = new JsonMessage().Add("name", 1, Text).Add("version", 2, Text).Add("attributes", 3, s_pair);

    /// <summary>A request with metrics.</summary>
    public static JsonMessage Metrics { get; } = Request("resourceMetrics", "scopeMetrics", "metrics", Metric());

    /// <summary>A request with log records.</summary>
    public static JsonMessage Logs { get; } = Request("resourceLogs", "scopeLogs", "logRecords", Log());

    /// <summary>A request with spans.</summary>
    public static JsonMessage Traces { get; } = Request("resourceSpans", "scopeSpans", "spans", Span());

    private static JsonMessage Request(string groups, string scopes, string items, JsonMessage item) =>
        new JsonMessage().Add(groups, 1, new JsonMessage()
            .Add("resource", 1, s_resource)
            .Add(scopes, 2, new JsonMessage().Add("scope", 1, s_scope).Add(items, 2, item)));

    // A value may be a list of values, or a map of pairs that hold values: the messages refer to each other.
    private static JsonMessage Values()
    {
        var value = new JsonMessage();
        JsonMessage pair = new JsonMessage().Add("key", 1, Text).Add("value", 2, value);
        return value.Add("stringValue", 1, Text).Add("boolValue", 2, JsonFieldType.Boolean).Add("intValue", 3, Varint).Add("doubleValue", 4, Real)
            .Add("arrayValue", 5, new JsonMessage().Add("values", 1, value))
            .Add("kvlistValue", 6, new JsonMessage().Add("values", 1, pair))
            .Add("bytesValue", 7, Base64);
    }

    private static JsonMessage Metric()
    {
        JsonMessage number = new JsonMessage().Add("timeUnixNano", 3, Fixed64).Add("asDouble", 4, Real).Add("asInt", 6, Fixed64)
            .Add("attributes", 7, s_pair).Add("flags", 8, Varint);
        JsonMessage histogram = new JsonMessage().Add("timeUnixNano", 3, Fixed64).Add("count", 4, Fixed64).Add("sum", 5, Real)
            .Add("bucketCounts", 6, PackedFixed64).Add("explicitBounds", 7, PackedReal).Add("attributes", 9, s_pair).Add("flags", 10, Varint)
            .Add("min", 11, Real).Add("max", 12, Real);
        JsonMessage buckets = new JsonMessage().Add("offset", 1, ZigZag).Add("bucketCounts", 2, PackedVarint);
        JsonMessage exponential = new JsonMessage().Add("attributes", 1, s_pair).Add("timeUnixNano", 3, Fixed64).Add("count", 4, Fixed64).Add("sum", 5, Real)
            .Add("scale", 6, ZigZag).Add("zeroCount", 7, Fixed64).Add("positive", 8, buckets).Add("negative", 9, buckets).Add("flags", 10, Varint)
            .Add("min", 12, Real).Add("max", 13, Real);
        JsonMessage summary = new JsonMessage().Add("timeUnixNano", 3, Fixed64).Add("count", 4, Fixed64).Add("sum", 5, Real)
            .Add("quantileValues", 6, new JsonMessage().Add("quantile", 1, Real).Add("value", 2, Real)).Add("attributes", 7, s_pair).Add("flags", 8, Varint);
        return new JsonMessage().Add("name", 1, Text).Add("description", 2, Text).Add("unit", 3, Text)
            .Add("gauge", 5, Data(number)).Add("sum", 7, Data(number).Add("isMonotonic", 3, JsonFieldType.Boolean))
            .Add("histogram", 9, Data(histogram)).Add("exponentialHistogram", 10, Data(exponential)).Add("summary", 11, Data(summary));
    }

    private static JsonMessage Data(JsonMessage point) => new JsonMessage().Add("dataPoints", 1, point).Add("aggregationTemporality", 2, Enumeration);

    private static JsonMessage Log() => new JsonMessage().Add("timeUnixNano", 1, Fixed64).Add("observedTimeUnixNano", 11, Fixed64).Add("severityNumber", 2, Enumeration)
        .Add("severityText", 3, Text).Add("body", 5, s_value).Add("attributes", 6, s_pair).Add("flags", 8, Fixed32)
        .Add("traceId", 9, Hexadecimal).Add("spanId", 10, Hexadecimal).Add("eventName", 12, Text);

    private static JsonMessage Span() => new JsonMessage().Add("traceId", 1, Hexadecimal).Add("spanId", 2, Hexadecimal).Add("parentSpanId", 4, Hexadecimal)
        .Add("name", 5, Text).Add("kind", 6, Enumeration).Add("startTimeUnixNano", 7, Fixed64).Add("endTimeUnixNano", 8, Fixed64).Add("attributes", 9, s_pair)
        .Add("events", 11, new JsonMessage().Add("timeUnixNano", 1, Fixed64).Add("name", 2, Text).Add("attributes", 3, s_pair))
        .Add("status", 15, new JsonMessage().Add("message", 2, Text).Add("code", 3, Enumeration));
}
