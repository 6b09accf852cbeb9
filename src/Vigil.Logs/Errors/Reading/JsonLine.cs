using System.Globalization;
using System.Text.Json;

namespace Vigil.Logs.Errors.Reading;

/// <summary>A line that is a JSON object with a message, as structured loggers print.</summary>
internal sealed class JsonLine
{
    private static readonly string[] s_messages = ["message", "msg", "event", "text", "log"];
    private static readonly string[] s_levels = ["level", "levelname", "severity", "lvl", "log_level"];
    private static readonly string[] s_times = ["timestamp", "time", "ts", "@timestamp", "asctime", "created", "datetime"];
    private static readonly string[] s_traces = ["exc_info", "exception", "traceback", "stack_trace", "stacktrace", "stack", "exc_text", "error"];

    /// <summary>What it says.</summary>
    public string? Message { get; private set; }

    /// <summary>How serious.</summary>
    public HeadLevel Level { get; private set; }

    /// <summary>When, seconds since the Unix epoch; null when it does not say.</summary>
    public double? UnixSeconds { get; private set; }

    /// <summary>Of which rank; null when it does not say.</summary>
    public int? Rank { get; private set; }

    /// <summary>Lines of a traceback in it; empty when there is none.</summary>
    public IReadOnlyList<string> Trace { get; private set; } = [];

    /// <summary>Reads a line. False when it is no such object.</summary>
    public bool TryRead(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        if (line.Length < 8 || line[0] != '{' || line[^1] != '}' || !line.Contains('"'))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line.ToString());
            JsonElement root = document.RootElement;
            Message = Text(root, s_messages);
            string? level = Text(root, s_levels);
            Trace = Text(root, s_traces)?.Split('\n', 200) ?? [];
            if ((Message is null && Trace.Count == 0) || (level is null && Trace.Count == 0))
            {
                return false;
            }

            Level = level?.ToUpperInvariant() switch
            {
                "ERROR" or "ERR" or "SEVERE" or "40" or "50" => HeadLevel.Error,
                "CRITICAL" or "FATAL" or "EMERGENCY" or "ALERT" or "PANIC" or "60" => HeadLevel.Critical,
                "WARNING" or "WARN" or "30" => HeadLevel.Warning,
                null => HeadLevel.None,
                _ => HeadLevel.Info,
            };
            UnixSeconds = Text(root, s_times) is { } time ? LogTime.Read(time, null, out _) : null;
            Rank = root.TryGetProperty("rank", out JsonElement rank) && rank.ValueKind == JsonValueKind.Number && rank.TryGetInt32(out int number) ? number : null;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or text in it that is no Unicode.
            return false;
        }
    }

    private static string? Text(JsonElement root, string[] names)
    {
        foreach (string name in names)
        {
            if (!root.TryGetProperty(name, out JsonElement value))
            {
                continue;
            }

            switch (value.ValueKind)
            {
                case JsonValueKind.String when value.GetString() is { Length: > 0 } text:
                    return text;
                case JsonValueKind.Number:
                    return value.GetDouble().ToString("0.######", CultureInfo.InvariantCulture);
                case JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                    return string.Join('\n', value.EnumerateArray().Select(item => item.GetString()));
                default:
                    break;
            }
        }

        return null;
    }
}
