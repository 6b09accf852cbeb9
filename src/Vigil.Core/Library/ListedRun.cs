using System.Text.Json.Nodes;
using Vigil.Core.Runs;

namespace Vigil.Core.Library;

/// <summary>A run with what people and analysis added to it.</summary>
public sealed record ListedRun
{
    /// <summary>The run.</summary>
    public required RunRecord Run { get; init; }

    /// <summary>Words that people put on it, in order; empty for none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What people wrote about it; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Summary of the latest analysis (<c>AnalysisReport.summary</c>); null when there was none.</summary>
    public JsonObject? Analysis { get; init; }

    /// <summary>A handful of figures to draw the list with; null where not asked for.</summary>
    public RunSpark? Spark { get; init; }
}
