namespace Vigil.Core.Series;

/// <summary>Answers charts: any series, any window, as many points as there are pixels.</summary>
public interface ISeriesReader
{
    /// <summary>
    /// Reads and reduces. A bucket shorter than the sampling interval may be empty. Buckets of a minute or more are whole minutes
    /// on whole minutes of Unix time, those of an hour or more whole hours: there may be fewer than asked for, and the first may
    /// begin a little before the window. They are answered from roll-ups where there are any; so is what was deleted by age.
    /// Of roll-ups the smallest and the largest growth of counters is right to 0.1 %; everything else is exact.
    /// </summary>
    SeriesBuckets ReadBuckets(SeriesRequest request);
}
