using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vigil.Configuration.Dialects;

/// <summary>The many words for three number formats.</summary>
internal static class PrecisionWords
{
    /// <summary><c>bf16</c>, <c>fp16</c> or <c>fp32</c>; null for what is none of them.</summary>
    public static string? Name(JsonNode? value) => value is not JsonValue word ? null
        : (word.GetValueKind() == JsonValueKind.String ? word.GetValue<string>().ToLowerInvariant() : word.ToJsonString()) switch
        {
            "bf16" or "bf16-mixed" or "bf16-true" or "bfloat16" or "torch.bfloat16" => "bf16",
            "fp16" or "float16" or "half" or "16" or "16-mixed" or "16-true" or "torch.float16" => "fp16",
            "fp32" or "float32" or "float" or "no" or "none" or "32" or "32-true" or "torch.float32" or "false" => "fp32",
            _ => null,
        };

    /// <summary>The same as a node; words for other formats (<c>fp8</c>) stay as they are.</summary>
    public static JsonNode? Read(JsonNode? value) => Name(value) is { } name ? JsonValue.Create(name)
        : value is JsonValue word && word.GetValueKind() == JsonValueKind.String ? word.DeepClone()
        : null;
}
