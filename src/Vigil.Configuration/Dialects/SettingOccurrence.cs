using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vigil.Configuration.Dialects;

/// <summary>A setting as a run has it.</summary>
/// <param name="Setting">Which one.</param>
/// <param name="Place">Where it stands, or where it would be written.</param>
/// <param name="Value">
/// Its value in Vigil's words, the same for every framework: numbers, true and false, <c>bf16</c>, <c>fp16</c> and
/// <c>fp32</c> for a precision. The framework's default when it is not written; null when neither is known.
/// </param>
/// <param name="IsWritten">True when it stands there, false when the framework's default holds.</param>
public sealed record SettingOccurrence(TrainingSetting Setting, SettingPlace Place, JsonNode? Value, bool IsWritten)
{
    private readonly JsonNode? _written;

    /// <summary>The value in the framework's own words, such as <c>16-mixed</c>; the same as <see cref="Value"/> where they agree.</summary>
    public JsonNode? Written
    {
        get => _written ?? Value;
        init => _written = value;
    }

    /// <summary>The value as a number; null when it is none.</summary>
    public double? Number => Value is not JsonValue value ? null : value.GetValueKind() switch
    {
        JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
        JsonValueKind.String when double.TryParse(value.GetValue<string>(), CultureInfo.InvariantCulture, out double parsed) => parsed,
        _ => null,
    };

    /// <summary>The value as a switch; null when it is none.</summary>
    public bool? Flag => Value is not JsonValue value ? null : value.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when bool.TryParse(value.GetValue<string>(), out bool parsed) => parsed,
        _ => null,
    };

    /// <summary>The value as text.</summary>
    public string? Text => Value is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : Value?.ToJsonString();

    /// <summary>How the framework words values.</summary>
    internal ValueForm Form { get; init; } = ValueForm.AsIs;

    /// <summary>What has to be written, and where, for the setting to have a value. Usually one thing; never none.</summary>
    /// <param name="value">The value in Vigil's words, as <see cref="Value"/>.</param>
    public IReadOnlyList<SettingChange> ChangesTo(JsonNode? value) => Form.Write(this, value);
}
