namespace Vigil.Telemetry.Wire;

/// <summary>
/// Keys (number of the field × 8 + wire type) of the messages of the OpenTelemetry protocol that are read here, by message.
/// <see href="https://opentelemetry.io/docs/specs/otlp/"/>
/// </summary>
internal static class OtlpFields
{
    private const uint Varint = ProtoReader.Varint, Fixed64 = ProtoReader.Fixed64, Bytes = ProtoReader.Bytes;

    /// <summary>The same in every request: what is of one resource.</summary>
    public const uint RequestResource = (1 << 3) | Bytes;

    /// <summary>The same of metrics, logs and spans: the resource, then its scopes.</summary>
    public const uint GroupResource = (1 << 3) | Bytes, GroupScope = (2 << 3) | Bytes;

    /// <summary>The same of metrics, logs and spans: the scope, then its metrics, log records or spans.</summary>
    public const uint ScopeScope = (1 << 3) | Bytes, ScopeItem = (2 << 3) | Bytes;

    public const uint ResourceAttribute = (1 << 3) | Bytes;

    public const uint ScopeName = (1 << 3) | Bytes;

    public const uint PairKey = (1 << 3) | Bytes, PairValue = (2 << 3) | Bytes;

    public const uint ValueText = (1 << 3) | Bytes, ValueBoolean = (2 << 3) | Varint, ValueInteger = (3 << 3) | Varint, ValueReal = (4 << 3) | Fixed64,
        ValueList = (5 << 3) | Bytes, ValueMap = (6 << 3) | Bytes, ValueBytes = (7 << 3) | Bytes;

    public const uint ListItem = (1 << 3) | Bytes;

    public const uint MetricName = (1 << 3) | Bytes, MetricDescription = (2 << 3) | Bytes, MetricUnit = (3 << 3) | Bytes, MetricGauge = (5 << 3) | Bytes,
        MetricSum = (7 << 3) | Bytes, MetricHistogram = (9 << 3) | Bytes, MetricExponential = (10 << 3) | Bytes, MetricSummary = (11 << 3) | Bytes;

    /// <summary>The same in each kind of metric.</summary>
    public const uint DataPoint = (1 << 3) | Bytes, DataTemporality = (2 << 3) | Varint, DataMonotonic = (3 << 3) | Varint;

    /// <summary>The same in each kind of point.</summary>
    public const uint PointTime = (3 << 3) | Fixed64;

    public const uint NumberReal = (4 << 3) | Fixed64, NumberInteger = (6 << 3) | Fixed64, NumberAttribute = (7 << 3) | Bytes, NumberFlags = (8 << 3) | Varint;

    /// <summary>The same in histograms and summaries.</summary>
    public const uint HistogramCount = (4 << 3) | Fixed64, HistogramSum = (5 << 3) | Fixed64;

    public const uint HistogramBuckets = (6 << 3) | Bytes, HistogramBucket = (6 << 3) | Fixed64, HistogramBounds = (7 << 3) | Bytes, HistogramBound = (7 << 3) | Fixed64,
        HistogramAttribute = (9 << 3) | Bytes, HistogramFlags = (10 << 3) | Varint, HistogramMinimum = (11 << 3) | Fixed64, HistogramMaximum = (12 << 3) | Fixed64;

    public const uint ExponentialAttribute = (1 << 3) | Bytes, ExponentialScale = (6 << 3) | Varint, ExponentialZeros = (7 << 3) | Fixed64,
        ExponentialPositive = (8 << 3) | Bytes, ExponentialNegative = (9 << 3) | Bytes, ExponentialFlags = (10 << 3) | Varint,
        ExponentialMinimum = (12 << 3) | Fixed64, ExponentialMaximum = (13 << 3) | Fixed64;

    public const uint ExponentialOffset = (1 << 3) | Varint, ExponentialCounts = (2 << 3) | Bytes, ExponentialCount = (2 << 3) | Varint;

    public const uint SummaryQuantile = (6 << 3) | Bytes, SummaryAttribute = (7 << 3) | Bytes, SummaryFlags = (8 << 3) | Varint;

    public const uint QuantileShare = (1 << 3) | Fixed64, QuantileValue = (2 << 3) | Fixed64;

    public const uint LogTime = (1 << 3) | Fixed64, LogSeverity = (2 << 3) | Varint, LogSeverityText = (3 << 3) | Bytes, LogBody = (5 << 3) | Bytes,
        LogAttribute = (6 << 3) | Bytes, LogObservedTime = (11 << 3) | Fixed64, LogEventName = (12 << 3) | Bytes;

    public const uint SpanTraceId = (1 << 3) | Bytes, SpanId = (2 << 3) | Bytes, SpanParentId = (4 << 3) | Bytes, SpanName = (5 << 3) | Bytes, SpanKind = (6 << 3) | Varint,
        SpanStart = (7 << 3) | Fixed64, SpanEnd = (8 << 3) | Fixed64, SpanAttribute = (9 << 3) | Bytes, SpanEvent = (11 << 3) | Bytes, SpanStatus = (15 << 3) | Bytes;

    public const uint SpanEventName = (2 << 3) | Bytes, SpanEventAttribute = (3 << 3) | Bytes;

    public const uint StatusMessage = (2 << 3) | Bytes, StatusCode = (3 << 3) | Varint;
}
