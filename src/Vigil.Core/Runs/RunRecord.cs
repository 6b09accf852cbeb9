using System.Text.Json.Nodes;

namespace Vigil.Core.Runs;

/// <summary>A run as the store knows it.</summary>
public sealed record RunRecord
{
    /// <summary>What was known at its start.</summary>
    public required RunStart Start { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>How it ended; null while it runs.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>Time of the newest thing recorded, seconds since the Unix epoch.</summary>
    public required double LastSeenAt { get; init; }

    /// <summary>The summary written at the end; null before. Shape: docs/summary.md.</summary>
    public JsonObject? Summary { get; init; }
}
