namespace Vigil.Telemetry.Scraping;

/// <summary>What a family of a page is.</summary>
internal enum FamilyKind
{
    /// <summary>The page does not say.</summary>
    Unknown,

    /// <summary>Never goes down, but for a restart.</summary>
    Counter,

    /// <summary>A level.</summary>
    Gauge,

    /// <summary>Counts by upper bounds.</summary>
    Histogram,

    /// <summary>Quantiles that the program works out itself.</summary>
    Summary,
}

/// <summary>One line of a page.</summary>
/// <param name="Suffix">What its name has behind the family's: <c>_bucket</c>, <c>_sum</c>, <c>_count</c>, <c>_total</c>, or nothing.</param>
/// <param name="Labels">Its labels, in the order of their names.</param>
/// <param name="Value">Its value; may be NaN or infinite.</param>
internal readonly record struct PageSample(string Suffix, KeyValuePair<string, string>[] Labels, double Value);

/// <summary>The lines of one metric.</summary>
/// <param name="name">Its name; of counters without <c>_total</c>.</param>
/// <param name="kind">What it is.</param>
internal sealed class MetricFamily(string name, FamilyKind kind)
{
    public string Name { get; } = name;

    public FamilyKind Kind { get; } = kind;

    public string Help { get; set; } = "";

    public string Unit { get; set; } = "";

    public List<PageSample> Samples { get; } = [];
}
