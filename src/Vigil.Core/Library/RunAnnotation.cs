namespace Vigil.Core.Library;

/// <summary>What people change about a recorded run. Null leaves a thing as it is.</summary>
public sealed record RunAnnotation
{
    /// <summary>New name, 1 to 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>All tags, at most 32 of 1 to 64 characters each.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>New note, at most 16,384 characters; empty removes it.</summary>
    public string? Note { get; init; }
}
