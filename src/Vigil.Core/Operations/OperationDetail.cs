using System.Text.Json.Nodes;

namespace Vigil.Core.Operations;

/// <summary>What is told of an operation beyond its duration.</summary>
public sealed record OperationDetail
{
    /// <summary>What went wrong, for people; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>What sort of error, a stable word such as <c>timeout</c> or an exception's name; null when nothing went wrong.</summary>
    public string? ErrorCategory { get; init; }

    /// <summary>Anything else by name: bytes, attempts, a model's name. Not changed once it was handed over.</summary>
    public JsonObject? Metadata { get; init; }

    /// <summary>What it used; null when it was not measured.</summary>
    public OperationResources? Resources { get; init; }
}
