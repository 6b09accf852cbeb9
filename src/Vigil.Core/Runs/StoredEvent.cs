using Vigil.Core.Events;

namespace Vigil.Core.Runs;

/// <summary>An event as stored.</summary>
/// <param name="Id">Id of the TrainingEvent row.</param>
/// <param name="Event">The event.</param>
/// <param name="SampleId">Id of the MetricsSample row of that moment; null when no sample had been taken.</param>
public sealed record StoredEvent(long Id, RunEvent Event, long? SampleId);
