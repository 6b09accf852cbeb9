using Vigil.Core.Logs;

namespace Vigil.Server.Api.Logs;

/// <summary>A line of the output as it stood on the screen.</summary>
internal sealed record LogLine
{
    /// <summary>Its number in the whole output, from 1. Where a program has one stream only, it is the number that analysis quotes.</summary>
    public required long Line { get; init; }

    /// <summary>Its number within its stream, from 1.</summary>
    public required long StreamLine { get; init; }

    /// <summary>When it was read, seconds since the Unix epoch; null when that is not known.</summary>
    public double? UnixSeconds { get; init; }

    public required OutputStream Stream { get; init; }

    /// <summary>Without escape sequences; of a bar that was redrawn, what stood last.</summary>
    public required string Text { get; init; }

    /// <summary>Bytes of the stream that were not kept before it.</summary>
    public long DroppedBefore { get; init; }

    /// <summary>Cause class of what analysis quotes from it; null for nothing.</summary>
    public string? Finding { get; init; }
}
