using System.Text.Json.Nodes;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Findings;

/// <summary>Something that could be done about a finding; what becomes of it in this run's own words is a recommendation.</summary>
public sealed record Remedy
{
    /// <summary>A headline in the imperative, such as <c>Reduce worker count</c>.</summary>
    public required string Title { get; init; }

    /// <summary>What to do, such as <c>Set num_workers: 0</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it brings, such as <c>Saves ~16 GiB of memory</c>.</summary>
    public required string Impact { get; init; }

    /// <summary>The setting to change; null when it is no setting.</summary>
    public TrainingSetting? Setting { get; init; }

    /// <summary>The value to give it; null when it is no setting.</summary>
    public JsonNode? Value { get; init; }

    /// <summary>The expected effect; null when it cannot be told.</summary>
    public Effect? Effect { get; init; }

    /// <summary>Those that are not null.</summary>
    internal static IReadOnlyList<Remedy> Known(params IEnumerable<Remedy?> remedies) => [.. remedies.OfType<Remedy>()];
}
