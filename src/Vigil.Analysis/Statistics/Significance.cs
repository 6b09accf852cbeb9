namespace Vigil.Analysis.Statistics;

/// <summary>
/// How sure an alarm has to be. The figures are chosen so that 1,000 series in which nothing happens (white or
/// autocorrelated noise) raise none: each keeps the expected number of false ones below a tenth.
/// </summary>
internal static class Significance
{
    /// <summary>Greatest p value, corrected for what was searched within a series, at which a trend, change or leak of one series is called.</summary>
    public const double PerSeries = 1e-4;

    /// <summary>Greatest p value at which a single comparison that a person asked for is called significant.</summary>
    public const double SingleQuestion = 0.01;
}
