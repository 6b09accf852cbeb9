using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.InProcess;

/// <summary>
/// Makes the collectors of a monitor, each time that it starts; the monitor disposes them when it stops.
/// </summary>
/// <param name="events">Takes the events that collectors see.</param>
/// <param name="time">The clock.</param>
/// <returns>The collectors, in the order in which they are called.</returns>
public delegate IReadOnlyList<ICollector> CollectorFactory(IEventSink events, TimeProvider time);
