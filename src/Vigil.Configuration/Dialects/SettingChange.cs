using System.Text.Json.Nodes;

namespace Vigil.Configuration.Dialects;

/// <summary>A value to be written at one place.</summary>
/// <param name="Place">Where.</param>
/// <param name="Value">The value in the framework's own words, such as <c>bf16-mixed</c>; null writes the word for nothing.</param>
public sealed record SettingChange(SettingPlace Place, JsonNode? Value);
