namespace Vigil.Core.Operations;

/// <summary>What a service promises: of the operations that are meant, this share succeeds, and fast enough.</summary>
public sealed record ServiceObjective
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Share that must be good, above 0 and below 1: 0.999.</summary>
    public required double Target { get; init; }

    /// <summary>Operations of one type; null for all.</summary>
    public OperationType? Type { get; init; }

    /// <summary>Operations of one name; null for all.</summary>
    public string? OperationName { get; init; }

    /// <summary>A good operation takes no longer than so, seconds; null where time does not count.</summary>
    public double? WithinSeconds { get; init; }

    /// <summary>Over how many days the promise is kept, 1 to 365. Default 30.</summary>
    public double Days { get; init; } = 30;
}
