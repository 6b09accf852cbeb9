namespace Vigil.Core.Runs;

/// <summary>Readings of one subject over time, column by column.</summary>
/// <param name="UnixMilliseconds">Time of each row, ascending unless the clock stepped.</param>
/// <param name="Columns">By metric name: one stored integer per row, <see cref="Sampling.Reading.NotAvailable"/> where missing.</param>
public sealed record SeriesTable(long[] UnixMilliseconds, IReadOnlyDictionary<string, long[]> Columns);
