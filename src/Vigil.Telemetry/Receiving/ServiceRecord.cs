using Vigil.Core.Runs;

namespace Vigil.Telemetry.Receiving;

/// <summary>
/// One program that reports, and the record that it is written to. Several requests may come at once: whoever reads or records holds
/// <see cref="Gate"/>.
/// </summary>
internal sealed class ServiceRecord(string runId, IRunWriter writer, ReceiverOptions options, TimeProvider time)
{
    private readonly SampleFeed _feed = new(writer, time);

    public Lock Gate { get; } = new();

    public string RunId { get; } = runId;

    public IRunWriter Writer { get; } = writer;

    public SeriesCatalogue Series { get; } = new(options.MostSeries);

    /// <summary>When something last came, a timestamp of the clock.</summary>
    public long Touched { get; set; } = time.GetTimestamp();

    /// <summary>Records points, which are in the order of their times.</summary>
    /// <param name="points">The points.</param>
    /// <param name="body">The request that they are from.</param>
    /// <param name="refusals">Counts those that cannot be recorded.</param>
    public void Record(ReadOnlySpan<PendingPoint> points, ReadOnlySpan<byte> body, Refusals refusals)
    {
        foreach (ref readonly PendingPoint point in points)
        {
            Series series = point.Series;
            if (point.UnixNanoseconds <= series.LastNanoseconds)
            {
                // The same point again: a sender that did not get the answer repeats its request.
                if (point.UnixNanoseconds < series.LastNanoseconds)
                {
                    refusals.Add($"{series.Instrument.Name}: a point is older than one that came before it");
                }

                continue;
            }

            if (!PointValues.Fits(point))
            {
                refusals.Add($"{series.Instrument.Name}: a value is no whole number, while those before it were");
                continue;
            }

            _feed.Place(series, point.UnixNanoseconds / 1_000_000);
            series.LastNanoseconds = point.UnixNanoseconds;
            PointValues.Set(point, body);
        }
    }

    /// <summary>Does what is due now and then: hands samples over, and lets series end that went quiet.</summary>
    public void Tend(bool removeQuiet)
    {
        _feed.FlushAfter(options.Gather);
        if (removeQuiet)
        {
            _feed.RemoveQuiet(Series.All, options.Idle);
        }
    }

    /// <summary>Hands over what was gathered.</summary>
    public void Flush() => _feed.Flush();
}
