using System.Text.Json.Nodes;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Comparison;

/// <summary>A setting that differs between two runs.</summary>
public sealed record SettingDifference
{
    /// <summary>Where it was given.</summary>
    public required SettingSource Source { get; init; }

    /// <summary>The way to it: a key's path in a configuration, an option, a variable, <c>argument 2</c> for a word of its own.</summary>
    public required string Path { get; init; }

    /// <summary>Which setting of training it is; null when it is none that advice is about.</summary>
    public TrainingSetting? Setting { get; init; }

    /// <summary>Value in the first run; null when it was not given.</summary>
    public JsonNode? First { get; init; }

    /// <summary>Value in the second run; null when it was not given.</summary>
    public JsonNode? Second { get; init; }
}
