namespace Vigil.Telemetry.Scraping;

/// <summary>What was read of a page.</summary>
/// <param name="Families">Those that are known, then the others, each in the order of the page.</param>
/// <param name="Lines">Samples that the page has.</param>
/// <param name="LeftOut">Samples that were not kept because there are too many.</param>
/// <param name="Fault">Why nothing of the page is taken, with the line; null when it was read.</param>
internal sealed record MetricPage(IReadOnlyList<MetricFamily> Families, long Lines, long LeftOut, string? Fault = null);
