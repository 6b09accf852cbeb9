using Vigil.Core.Sampling;

namespace Vigil.Core.Runs;

/// <summary>The totals of one sample as stored.</summary>
/// <param name="Id">Id of the MetricsSample row.</param>
/// <param name="UnixSeconds">When it was taken.</param>
/// <param name="Totals">The figures; those that the table does not hold are null.</param>
public sealed record StoredTotals(long Id, double UnixSeconds, SampleTotals Totals);
