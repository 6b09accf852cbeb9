namespace Vigil.Telemetry.Receiving;

/// <summary>Bounds of a receiver.</summary>
public sealed record ReceiverOptions
{
    /// <summary>Services recorded at once; more are refused. Default 256: each has a writer of its own.</summary>
    public int MostServices { get; init; } = 256;

    /// <summary>Series of one service, each an instrument with one set of attributes; points of more are refused. Default 10,000.</summary>
    public int MostSeries { get; init; } = 10_000;

    /// <summary>Bytes that may wait for the disk before senders are asked to wait. Default 3 MiB; must lie well below the queue of the store's writers.</summary>
    public long MostPendingBytes { get; init; } = 3 << 20;

    /// <summary>A record ends when nothing came for so long. Default 5 minutes.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long points are gathered into one sample. Default 250 ms.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(250);
}
