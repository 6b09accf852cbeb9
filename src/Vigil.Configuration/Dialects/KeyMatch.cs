using System.Text.Json.Nodes;

namespace Vigil.Configuration.Dialects;

/// <summary>Where a key of a table stands in one file, or would have to.</summary>
/// <param name="Path">The way to it.</param>
/// <param name="Value">Its value; null when it is missing, or empty.</param>
/// <param name="IsWritten">Whether it is there.</param>
internal readonly record struct KeyMatch(string Path, JsonNode? Value, bool IsWritten);
