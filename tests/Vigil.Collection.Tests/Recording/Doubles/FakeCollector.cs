using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Recording.Doubles;

/// <summary>A collector that does what its test says, and counts.</summary>
internal sealed class FakeCollector(string name, Func<SampleFrame, CollectResult> collect) : ICollector
{
    private int _calls;

    public FakeCollector(string name, Action<SampleFrame> collect)
        : this(name, frame =>
        {
            collect(frame);
            return CollectResult.Ok;
        })
    {
    }

    public string Name => name;

    public int Calls => Volatile.Read(ref _calls);

    public int Disposals { get; private set; }

    public CollectResult Collect(SampleFrame frame)
    {
        Interlocked.Increment(ref _calls);
        return collect(frame);
    }

    public void Dispose() => Disposals++;
}
