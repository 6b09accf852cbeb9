using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Sampling;

/// <summary>
/// Looks at every finished sample: turns readings into events, or keeps score for the summary. Called on the sampling
/// thread after all collectors; allocates nothing while nothing happens. To add one: one class, one line in
/// the list of <c>FrameObservers</c>, one test class.
/// </summary>
public interface IFrameObserver
{
    /// <summary>Looks at one sample.</summary>
    void Observe(SampleFrame frame, IEventSink events);
}
