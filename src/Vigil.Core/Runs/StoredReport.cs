using System.Text.Json.Nodes;

namespace Vigil.Core.Runs;

/// <summary>A report of analysis: one <c>AnalysisReport</c> row. The shapes of its JSON are told in docs/analysis.md.</summary>
public sealed record StoredReport
{
    /// <summary>Id of the row; 0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>When it was made, seconds since the Unix epoch.</summary>
    public required double CreatedAt { get; init; }

    /// <summary>Verdict, health and the figures that people ask for first.</summary>
    public required JsonObject Summary { get; init; }

    /// <summary>What was recommended, the most urgent first.</summary>
    public required JsonArray Recommendations { get; init; }

    /// <summary>Errors and warnings that the log tells of; null when the log was not read.</summary>
    public JsonArray? LogErrors { get; init; }

    /// <summary>Highest memory in use, bytes; null when no sample was taken.</summary>
    public double? PeakMemoryBytes { get; init; }

    /// <summary><c>good</c>, <c>warning</c> or <c>critical</c>; null when another program wrote none.</summary>
    public string? HealthScore { get; init; }
}
