using System.Text.Json.Nodes;

namespace Vigil.Core.Events;

/// <summary>Something that happened to a run at an instant.</summary>
/// <param name="UnixSeconds">When, seconds since the Unix epoch.</param>
/// <param name="Type">One of <see cref="EventTypes"/>, or the program's own word.</param>
/// <param name="Details">What is known about it; null for nothing. Stored as JSON.</param>
public sealed record RunEvent(double UnixSeconds, string Type, JsonObject? Details = null)
{
    /// <summary>A whole number of the details, whether it was just made or read from text; null when there is none.</summary>
    public long? Integer(string key) => Details?[key] is not JsonValue value ? null
        : value.TryGetValue(out long number) ? number
        : value.TryGetValue(out int small) ? small
        : null;

    /// <summary>A text of the details; null when there is none.</summary>
    public string? Text(string key) => Details?[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
