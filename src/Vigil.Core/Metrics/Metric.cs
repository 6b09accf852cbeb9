namespace Vigil.Core.Metrics;

/// <summary>
/// One quantity that Vigil records: what it is, its unit, and where it is read.
/// Readings are kept as integers; <see cref="Scale"/> turns a stored integer into <see cref="Unit"/>.
/// </summary>
/// <param name="Subject">The kind of thing it describes.</param>
/// <param name="Index">Its column in <see cref="Sampling.Subject.Values"/> of that kind, from 0.</param>
/// <param name="Name">OpenTelemetry's name, attributes appended with dots; stable, stored, never reused.</param>
/// <param name="Kind">Level or total.</param>
/// <param name="Unit">UCUM unit after scaling: <c>By</c>, <c>s</c>, <c>%</c>, <c>1</c>, <c>Cel</c>, <c>W</c>, <c>J</c>, <c>Hz</c>.</param>
/// <param name="Scale">Value in <paramref name="Unit"/> = stored integer × scale.</param>
/// <param name="Source">The file or call it is read from on Linux.</param>
/// <param name="Description">One sentence for people.</param>
public sealed record Metric(
    SubjectKind Subject,
    int Index,
    string Name,
    MetricKind Kind,
    string Unit,
    double Scale,
    string Source,
    string Description)
{
    /// <summary>Whether stored integers are the bits of a floating point number (see <see cref="Sampling.Reading.OfReal"/>); the scale is 1 then. Default false.</summary>
    public bool IsReal { get; init; }

    /// <summary>A stored integer in <see cref="Unit"/>; NaN when it is <see cref="Sampling.Reading.NotAvailable"/>.</summary>
    public double Value(long stored) =>
        stored == Sampling.Reading.NotAvailable ? double.NaN
        : IsReal ? BitConverter.Int64BitsToDouble(stored)
        : stored * Scale;
}
