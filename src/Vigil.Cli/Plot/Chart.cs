using System.Text.Json.Nodes;

namespace Vigil.Cli.Plot;

/// <summary>One chart of the page.</summary>
internal sealed record Chart
{
    /// <summary>What stands above it.</summary>
    public required string Title { get; init; }

    /// <summary>How values are written: <c>bytes</c>, <c>rate</c> (bytes per second), <c>percent</c>, <c>seconds</c>, <c>celsius</c>, <c>watts</c> or <c>number</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Areas on top of each other, lowest first; all have the same times.</summary>
    public IReadOnlyList<ChartSeries> Stacked { get; init; } = [];

    /// <summary>Lines.</summary>
    public IReadOnlyList<ChartSeries> Lines { get; init; } = [];

    /// <summary>Levels across the chart: value, label, and whether it is the critical one.</summary>
    public IReadOnlyList<(double Value, string Label, bool Critical)> Thresholds { get; init; } = [];

    /// <summary>Highest value of the axis at least; null to fit the data.</summary>
    public double? Top { get; init; }

    /// <summary>True for a logarithmic axis.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>For the script of the page.</summary>
    public JsonObject ToJson(double from) => new()
    {
        ["title"] = Title,
        ["unit"] = Unit,
        ["log"] = Logarithmic,
        ["top"] = Top,
        ["stacked"] = new JsonArray([.. Stacked.Select(series => (JsonNode)series.ToJson(from))]),
        ["lines"] = new JsonArray([.. Lines.Select(series => (JsonNode)series.ToJson(from))]),
        ["thresholds"] = new JsonArray([.. Thresholds.Select(level => (JsonNode)new JsonObject { ["value"] = level.Value, ["label"] = level.Label, ["critical"] = level.Critical })]),
    };
}
