using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Secrets;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>
/// Writes log records as lines of the record's output, <c>LEVEL scope: body name=value…</c>, an exception's stack trace below; a
/// record with an event name becomes an event instead.
/// </summary>
internal sealed class LogRecorder(IRunWriter writer, long nowNanoseconds)
{
    private const int LongestLine = 64 * 1024;

    // First words of the ranges of severity numbers, four to each.
    private static readonly string[] s_levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

    private readonly StringBuilder _line = new();

    /// <summary>Writes all log records of a resource.</summary>
    public void Record(ReadOnlySpan<byte> group)
    {
        var scopes = new ProtoReader(group);
        while (scopes.Next())
        {
            if (scopes.Key != OtlpFields.GroupScope)
            {
                continue;
            }

            string scope = "";
            var fields = new ProtoReader(scopes.Span);
            while (fields.Next())
            {
                scope = fields.Key == OtlpFields.ScopeScope ? Encoding.UTF8.GetString(OtlpRequest.NameOf(fields.Span)) : scope;
            }

            fields = new ProtoReader(scopes.Span);
            while (fields.Next())
            {
                if (fields.Key == OtlpFields.ScopeItem)
                {
                    Record(fields.Span, scope);
                }
            }
        }
    }

    private void Record(ReadOnlySpan<byte> log, string scope)
    {
        ulong time = 0;
        ulong observed = 0;
        ulong severity = 0;
        string severityText = "";
        string eventName = "";
        JsonNode? body = null;
        var attributes = new JsonObject();
        var fields = new ProtoReader(log);
        while (fields.Next())
        {
            switch (fields.Key)
            {
                case OtlpFields.LogTime:
                    time = fields.Number;
                    break;
                case OtlpFields.LogObservedTime:
                    observed = fields.Number;
                    break;
                case OtlpFields.LogSeverity:
                    severity = fields.Number;
                    break;
                case OtlpFields.LogSeverityText:
                    severityText = Encoding.UTF8.GetString(fields.Span);
                    break;
                case OtlpFields.LogBody:
                    body = OtlpValues.Read(fields.Span);
                    break;
                case OtlpFields.LogEventName:
                    eventName = Encoding.UTF8.GetString(fields.Span);
                    break;
                case OtlpFields.LogAttribute when OtlpValues.TryReadPair(fields.Span, out string name, out JsonNode? value):
                    attributes[name] = value;
                    break;
            }
        }

        TelemetrySecrets.Mask(attributes);
        _ = Redaction.MaskTree(body);

        ulong told = time != 0 ? time : observed;
        long at = told is 0 or > long.MaxValue ? nowNanoseconds : (long)told;
        string level = severity is >= 1 and <= 24 ? s_levels[(severity - 1) / 4] : severityText.ToUpperInvariant();

        // Programs of before there was a field for it say it as an attribute.
        eventName = eventName.Length > 0 ? eventName : OtlpValues.TextOf(attributes["event.name"]);
        if (eventName.Length > 0)
        {
            writer.Emit(new RunEvent(at / 1e9, eventName, Details(level, scope, body, attributes)));
        }
        else
        {
            WriteLine(at, level, scope, body, attributes);
        }
    }

    private static JsonObject? Details(string level, string scope, JsonNode? body, JsonObject attributes)
    {
        var details = new JsonObject();
        if (level.Length > 0)
        {
            details["severity"] = level;
        }

        if (scope.Length > 0)
        {
            details["scope"] = scope;
        }

        if (body is not null)
        {
            details["body"] = body;
        }

        foreach ((string name, JsonNode? value) in attributes.Where(pair => pair.Key != "event.name"))
        {
            details[name] = value?.DeepClone();
        }

        return details.Count == 0 ? null : details;
    }

    private void WriteLine(long at, string level, string scope, JsonNode? body, JsonObject attributes)
    {
        _line.Clear();
        _line.Append(level).Append(level.Length > 0 ? " " : "").Append(scope).Append(scope.Length > 0 ? ": " : "").Append(OtlpValues.TextOf(body));
        foreach ((string name, JsonNode? value) in attributes)
        {
            if (name != "exception.stacktrace")
            {
                _line.Append(' ').Append(name).Append('=').Append(OtlpValues.TextOf(value));
            }
        }

        if (attributes["exception.stacktrace"] is { } trace)
        {
            _line.Append('\n').Append(OtlpValues.TextOf(trace).TrimEnd());
        }

        if (_line.Length > LongestLine)
        {
            _line.Length = LongestLine;
        }

        _line.Append('\n');
        writer.WriteOutput(OutputStream.Merged, Encoding.UTF8.GetBytes(_line.ToString()), at / 1_000_000);
    }
}
