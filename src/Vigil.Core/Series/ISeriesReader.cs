namespace Vigil.Core.Series;

/// <summary>Answers charts: any series, any window, as many points as there are pixels.</summary>
public interface ISeriesReader
{
    /// <summary>
    /// Reads and reduces. Where raw samples were rolled up, the roll-ups answer. A bucket shorter than the sampling interval
    /// may be empty.
    /// </summary>
    SeriesBuckets ReadBuckets(SeriesRequest request);
}
