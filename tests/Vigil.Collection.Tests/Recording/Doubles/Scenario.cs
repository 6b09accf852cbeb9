using Vigil.Collection.Recording;
using Vigil.Collection.Sampling;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Recording.Doubles;

/// <summary>A machine's readings played sample by sample to an observer.</summary>
internal sealed class Scenario(IFrameObserver? observer = null)
{
    private bool _begun;

    public FakeTimeProvider Clock { get; } = new();

    public SampleFrame Frame { get; } = new();

    public MemoryRunWriter Events { get; } = new();

    /// <summary>Takes the next sample: time passes, readings change, the observer looks.</summary>
    public Scenario Tick(Action? change = null, double seconds = 1)
    {
        if (_begun)
        {
            Clock.Advance(seconds);
        }

        Frame.Begin(Clock.GetUtcNow().ToUnixTimeMilliseconds(), _begun ? seconds : 0);
        _begun = true;
        change?.Invoke();
        Frame.Totals = TotalsCalculator.Compute(Frame);
        observer?.Observe(Frame, Events);
        return this;
    }

    public Scenario With(params Subject[] subjects)
    {
        foreach (Subject subject in subjects)
        {
            Frame.Add(subject);
        }

        return this;
    }
}
