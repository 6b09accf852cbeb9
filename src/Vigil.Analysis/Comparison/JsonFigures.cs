using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vigil.Analysis.Comparison;

/// <summary>Numbers out of JSON, whether just made or read from text.</summary>
internal static class JsonFigures
{
    /// <summary>The number; null when it is none.</summary>
    public static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && double.TryParse(value.ToJsonString(), out double number) && double.IsFinite(number) ? number : null;
}
