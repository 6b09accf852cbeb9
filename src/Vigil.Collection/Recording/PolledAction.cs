using Vigil.Collection.Sampling;

namespace Vigil.Collection.Recording;

/// <summary>A source that is one call.</summary>
/// <param name="poll">What to call; given the time now, seconds since the Unix epoch.</param>
internal sealed class PolledAction(Action<double> poll) : IPolledSource
{
    public void Poll(double unixSeconds) => poll(unixSeconds);

    public void Dispose()
    {
        // What is polled has an owner of its own.
    }
}
