using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Operations;
using Vigil.Core.Secrets;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>Turns spans into operations: their type by the semantic conventions, their name the span's, a failed status a failure.</summary>
internal sealed class SpanRecorder
{
    private const ulong StatusError = 2;
    private const int LongestName = 200;

    private readonly List<Operation> _operations = [];

    /// <summary>The operations of a resource's spans.</summary>
    public ReadOnlySpan<Operation> Read(ReadOnlySpan<byte> group)
    {
        _operations.Clear();
        var scopes = new ProtoReader(group);
        while (scopes.Next())
        {
            if (scopes.Key != OtlpFields.GroupScope)
            {
                continue;
            }

            var fields = new ProtoReader(scopes.Span);
            while (fields.Next())
            {
                if (fields.Key == OtlpFields.ScopeItem)
                {
                    _operations.Add(ReadSpan(fields.Span));
                }
            }
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_operations);
    }

    private static Operation ReadSpan(ReadOnlySpan<byte> span)
    {
        UInt128 trace = 0;
        ulong id = 0;
        ulong parent = 0;
        string name = "";
        ulong start = 0;
        ulong end = 0;
        int kind = 0;
        ulong status = 0;
        string message = "";
        var attributes = new JsonObject();
        var fields = new ProtoReader(span);
        while (fields.Next())
        {
            switch (fields.Key)
            {
                case OtlpFields.SpanTraceId when fields.Span.Length == 16:
                    trace = BinaryPrimitives.ReadUInt128BigEndian(fields.Span);
                    break;
                case OtlpFields.SpanId when fields.Span.Length == sizeof(ulong):
                    id = BinaryPrimitives.ReadUInt64BigEndian(fields.Span);
                    break;
                case OtlpFields.SpanParentId when fields.Span.Length == sizeof(ulong):
                    parent = BinaryPrimitives.ReadUInt64BigEndian(fields.Span);
                    break;
                case OtlpFields.SpanName:
                    name = Encoding.UTF8.GetString(fields.Span);
                    break;
                case OtlpFields.SpanKind:
                    kind = (int)fields.Number;
                    break;
                case OtlpFields.SpanStart:
                    start = fields.Number;
                    break;
                case OtlpFields.SpanEnd:
                    end = fields.Number;
                    break;
                case OtlpFields.SpanAttribute when OtlpValues.TryReadPair(fields.Span, out string key, out JsonNode? value):
                    attributes[key] = value;
                    break;
                case OtlpFields.SpanEvent:
                    ReadException(fields.Span, attributes);
                    break;
                case OtlpFields.SpanStatus:
                    (status, message) = ReadStatus(fields.Span);
                    break;
            }
        }

        TelemetrySecrets.Mask(attributes);
        name = Redaction.MaskUrls(name);
        OperationType type = SpanConventions.TypeOf(OtlpValues.TextOf(attributes[SpanConventions.TypeAttribute]), attributes.ContainsKey, kind);
        attributes.Remove(SpanConventions.TypeAttribute);
        bool hasFailed = status == StatusError;
        string category = OtlpValues.TextOf(attributes["error.type"]) is { Length: > 0 } told ? told : OtlpValues.TextOf(attributes["exception.type"]);
        string error = message.Length > 0 ? Redaction.MaskUrls(message) : OtlpValues.TextOf(attributes["exception.message"]);
        return new Operation
        {
            Key = new OperationKey(type, name.Length == 0 ? "unnamed" : name.Length > LongestName ? name[..LongestName] : name),
            StartUnixNanoseconds = (long)Math.Min(start, long.MaxValue),
            DurationNanoseconds = end > start ? (long)Math.Min(end - start, long.MaxValue) : 0,
            Outcome = hasFailed ? OperationOutcome.Failed : OperationOutcome.Succeeded,
            TraceId = trace,
            SpanId = id,
            ParentSpanId = parent,
            Detail = attributes.Count == 0 && !hasFailed ? null : new OperationDetail
            {
                Error = hasFailed && error.Length > 0 ? error : null,
                ErrorCategory = hasFailed && category.Length > 0 ? category : null,
                Metadata = attributes.Count == 0 ? null : attributes,
            },
        };
    }

    private static void ReadException(ReadOnlySpan<byte> spanEvent, JsonObject attributes)
    {
        bool isException = false;
        var fields = new ProtoReader(spanEvent);
        while (fields.Next())
        {
            isException |= fields.Key == OtlpFields.SpanEventName && fields.Span.SequenceEqual("exception"u8);
        }

        fields = new ProtoReader(spanEvent);
        while (isException && fields.Next())
        {
            if (fields.Key == OtlpFields.SpanEventAttribute && OtlpValues.TryReadPair(fields.Span, out string key, out JsonNode? value))
            {
                attributes[key] = value;
            }
        }
    }

    private static (ulong Code, string Message) ReadStatus(ReadOnlySpan<byte> status)
    {
        ulong code = 0;
        string message = "";
        var fields = new ProtoReader(status);
        while (fields.Next())
        {
            code = fields.Key == OtlpFields.StatusCode ? fields.Number : code;
            message = fields.Key == OtlpFields.StatusMessage ? Encoding.UTF8.GetString(fields.Span) : message;
        }

        return (code, message);
    }
}
