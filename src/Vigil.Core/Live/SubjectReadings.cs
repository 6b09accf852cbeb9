using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Core.Live;

/// <summary>What one sample read of one subject.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Values">By metric name: the stored integer, <see cref="Reading.NotAvailable"/> where there was none.</param>
public sealed record SubjectReadings(StoredSubject Subject, IReadOnlyDictionary<string, long> Values)
{
    /// <summary>A reading as it is stored; null when there was none.</summary>
    public long? Stored(Metric metric) => Values.TryGetValue(metric.Name, out long value) && value != Reading.NotAvailable ? value : null;
}
