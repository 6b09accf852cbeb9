namespace Vigil.Telemetry.Receiving;

/// <summary>Counts what is not taken of a request, with the first reason.</summary>
internal sealed class Refusals
{
    public long Count { get; private set; }

    public string? Reason { get; private set; }

    public void Add(string reason, long count = 1)
    {
        Count += count;
        Reason ??= reason;
    }
}
