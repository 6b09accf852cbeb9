using System.Text.Json.Nodes;

namespace Vigil.Core.Events;

/// <summary>Something that happened to a run at an instant.</summary>
/// <param name="UnixSeconds">When, seconds since the Unix epoch.</param>
/// <param name="Type">One of <see cref="EventTypes"/>, or the program's own word.</param>
/// <param name="Details">What is known about it; null for nothing. Stored as JSON.</param>
public sealed record RunEvent(double UnixSeconds, string Type, JsonObject? Details = null);
