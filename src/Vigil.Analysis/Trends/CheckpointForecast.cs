namespace Vigil.Analysis.Trends;

/// <summary>Whether the next checkpoint fits, from what earlier ones took of the free space.</summary>
public sealed record CheckpointForecast
{
    /// <summary>Key of the file system: <c>output</c> or <c>work</c>.</summary>
    public required string FileSystem { get; init; }

    /// <summary>Checkpoints that took measurable space.</summary>
    public required int Count { get; init; }

    /// <summary>Space the median checkpoint took, bytes.</summary>
    public required double MedianBytes { get; init; }

    /// <summary>Space the largest took, bytes.</summary>
    public required double LargestBytes { get; init; }

    /// <summary>Space free now, bytes.</summary>
    public required double FreeBytes { get; init; }

    /// <summary>True when one as large as the largest fits.</summary>
    public bool Fits => FreeBytes >= LargestBytes;
}
