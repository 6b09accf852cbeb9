using Vigil.Core.Metrics;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>One metric of a service as its program declares it, with its series.</summary>
internal sealed class Instrument
{
    private readonly Dictionary<byte[], Series> _series = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], Series>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    private readonly Dictionary<string, MetricTable> _tables = [];

    public Instrument() => _bySpan = _series.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>What the keys of its series begin with: its name, made unique in the record.</summary>
    public required string KeyName { get; init; }

    public required string Name { get; init; }

    public required string Unit { get; init; }

    public required string Description { get; init; }

    public required string Scope { get; init; }

    public required InstrumentShape Shape { get; init; }

    /// <summary>Whether each point tells what came since the one before, and not since a start.</summary>
    public required bool IsDelta { get; init; }

    /// <summary>Whether it never goes down.</summary>
    public required bool IsMonotonic { get; init; }

    public bool IsNumber => Shape is InstrumentShape.Gauge or InstrumentShape.Sum;

    public uint AttributeKey => Shape switch
    {
        InstrumentShape.Histogram => OtlpFields.HistogramAttribute,
        InstrumentShape.ExponentialHistogram => OtlpFields.ExponentialAttribute,
        InstrumentShape.Summary => OtlpFields.SummaryAttribute,
        _ => OtlpFields.NumberAttribute,
    };

    public uint FlagsKey => Shape switch
    {
        InstrumentShape.Histogram => OtlpFields.HistogramFlags,
        InstrumentShape.ExponentialHistogram => OtlpFields.ExponentialFlags,
        InstrumentShape.Summary => OtlpFields.SummaryFlags,
        _ => OtlpFields.NumberFlags,
    };

    /// <summary>The series whose attributes were written so; null when they were not seen yet.</summary>
    public Series? Find(ReadOnlySpan<byte> attributes) => _bySpan.TryGetValue(attributes, out Series? series) ? series : null;

    /// <summary>Remembers how a series' attributes are written. The order may differ from one request to the next.</summary>
    public void Remember(ReadOnlySpan<byte> attributes, Series series) => _bySpan[attributes] = series;

    /// <summary>The columns of a form, made once: series of the same form share them.</summary>
    public MetricTable Table(string form, Func<MetricTable> create)
    {
        if (!_tables.TryGetValue(form, out MetricTable? table))
        {
            _tables.Add(form, table = create());
        }

        return table;
    }
}
