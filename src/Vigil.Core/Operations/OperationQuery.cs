namespace Vigil.Core.Operations;

/// <summary>Which operations are meant; everything by default.</summary>
public sealed record OperationQuery
{
    /// <summary>First instant, seconds since the Unix epoch, inclusive.</summary>
    public double FromUnixSeconds { get; init; } = double.NegativeInfinity;

    /// <summary>Last instant, exclusive.</summary>
    public double ToUnixSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>Of one type; null for all.</summary>
    public OperationType? Type { get; init; }

    /// <summary>Of one name; null for all.</summary>
    public string? Name { get; init; }

    /// <summary>Of one record; null for all, and for those that belong to none.</summary>
    public string? RunId { get; init; }
}
