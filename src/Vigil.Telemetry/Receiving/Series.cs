using Vigil.Core.Sampling;

namespace Vigil.Telemetry.Receiving;

/// <summary>One instrument with one set of attributes.</summary>
internal sealed class Series(Instrument instrument, Subject subject)
{
    public Instrument Instrument { get; } = instrument;

    public Subject Subject { get; } = subject;

    /// <summary>Upper bounds of a histogram's buckets, or the shares of a summary; empty for numbers.</summary>
    public double[] Bounds { get; init; } = [];

    /// <summary>Time of its newest point, nanoseconds since the Unix epoch.</summary>
    public long LastNanoseconds { get; set; } = long.MinValue;

    /// <summary>Number of the sample that its newest point went into.</summary>
    public long LastSample { get; set; }

    /// <summary>Whether it is part of the samples; one that went quiet is not.</summary>
    public bool IsPresent { get; set; }
}
