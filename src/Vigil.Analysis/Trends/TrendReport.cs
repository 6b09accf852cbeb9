using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Trends;

/// <summary>Where the quantities of a run go, when they meet a limit, and what stood out.</summary>
public sealed record TrendReport
{
    /// <summary>Every series that had a value, in the order of <see cref="SeriesNames"/>.</summary>
    public required IReadOnlyList<SeriesTrend> Series { get; init; }

    /// <summary>When the training will have made all its steps; null when that is not known, or it has.</summary>
    public EndForecast? End { get; init; }

    /// <summary>Whether the next checkpoint fits; null when no checkpoint was seen to take space.</summary>
    public CheckpointForecast? Checkpoint { get; init; }

    /// <summary>Memory against batch size; null when the batch size did not change.</summary>
    public BatchMemory? Batch { get; init; }

    /// <summary>A series; null when it had no value. Of several subjects the first.</summary>
    /// <param name="name">One of <see cref="SeriesNames"/>.</param>
    /// <param name="subject">Which one; null for any.</param>
    public SeriesTrend? Find(string name, string? subject = null) =>
        Series.FirstOrDefault(series => series.Name == name && (subject is null || series.Subject == subject));
}
