using System.Text.Json.Nodes;

namespace Vigil.Configuration.Dialects;

/// <summary>A setting as a run has it.</summary>
/// <param name="Setting">Which one.</param>
/// <param name="Place">Where it stands, or where it would be written.</param>
/// <param name="Value">Its value; the framework's default when it is not written; null when neither is known.</param>
/// <param name="IsWritten">True when it stands there, false when the framework's default holds.</param>
public sealed record SettingOccurrence(TrainingSetting Setting, SettingPlace Place, JsonNode? Value, bool IsWritten)
{
    /// <summary>The value as a number; null when it is none.</summary>
    public double? Number => Value is JsonValue value
        ? value.TryGetValue(out double number) ? number
        : value.TryGetValue(out long integer) ? integer
        : value.TryGetValue(out int small) ? small
        : value.TryGetValue(out string? text) && double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out double parsed) ? parsed
        : null
        : null;

    /// <summary>The value as a switch; null when it is none.</summary>
    public bool? Flag => Value is JsonValue value
        ? value.TryGetValue(out bool flag) ? flag
        : value.TryGetValue(out string? text) && bool.TryParse(text, out bool parsed) ? parsed
        : null
        : null;

    /// <summary>The value as text.</summary>
    public string? Text => Value is JsonValue value && value.TryGetValue(out string? text) ? text : Value?.ToJsonString();
}
