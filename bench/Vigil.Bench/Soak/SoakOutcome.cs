namespace Vigil.Bench.Soak;

/// <summary>What a soak did, and what of it is missing from the store.</summary>
internal sealed class SoakOutcome
{
    private long _samples;
    private long _points;
    private long _refused;
    private long _scrapes;
    private long _messages;
    private long _deaths;

    /// <summary>Samples and steps that writers accepted.</summary>
    public long Samples => Interlocked.Read(ref _samples);

    /// <summary>Points that were answered with success over OTLP.</summary>
    public long Points => Interlocked.Read(ref _points);

    /// <summary>Exports that were asked to wait; they count for nothing.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Pages and series that were asked for and came.</summary>
    public long Answers => Interlocked.Read(ref _scrapes);

    /// <summary>Messages that came over WebSockets.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Clients that died.</summary>
    public long Deaths => Interlocked.Read(ref _deaths);

    /// <summary>Everything that is wrong, a sentence each; empty when nothing is.</summary>
    public List<string> Faults { get; } = [];

    public void CountSample() => Interlocked.Increment(ref _samples);

    public void CountPoints(int points) => Interlocked.Add(ref _points, points);

    public void CountRefusal() => Interlocked.Increment(ref _refused);

    public void CountAnswer() => Interlocked.Increment(ref _scrapes);

    public void CountMessage() => Interlocked.Increment(ref _messages);

    public void CountDeath() => Interlocked.Increment(ref _deaths);

    public void Report(string fault)
    {
        lock (Faults)
        {
            Faults.Add(fault);
        }
    }
}
