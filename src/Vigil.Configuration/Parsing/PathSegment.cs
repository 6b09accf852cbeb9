namespace Vigil.Configuration.Parsing;

/// <summary>One step on the way to a value.</summary>
/// <param name="Key">Name of a member; null for an item of a list.</param>
/// <param name="Index">Position in a list, from 0; -1 for a member.</param>
internal readonly record struct PathSegment(string? Key, int Index);
