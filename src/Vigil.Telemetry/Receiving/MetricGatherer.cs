using System.Text;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>Reads the metrics of one resource: finds the series of each point, and leaves their recording for later.</summary>
/// <param name="catalogue">The series of the service.</param>
/// <param name="batch">Takes the points.</param>
/// <param name="nowNanoseconds">The time, for points without one.</param>
internal readonly ref struct MetricGatherer(SeriesCatalogue catalogue, PointBatch batch, long nowNanoseconds)
{
    // A clock that is wrong by so much would put a record's later points out of order.
    private const long FutureNanoseconds = 3_600_000_000_000;
    private const int Delta = 1;
    private const string NoValue = "a point has neither a time that can be nor a value";

    /// <summary>Reads the scopes of a resource; false when something is malformed.</summary>
    /// <param name="body">The whole request, whose offsets points keep.</param>
    /// <param name="group">The resource with its scopes.</param>
    public bool Gather(ReadOnlySpan<byte> body, ReadOnlySpan<byte> group)
    {
        var scopes = new ProtoReader(group);
        while (scopes.Next())
        {
            if (scopes.Key == OtlpFields.GroupScope && !GatherScope(body, scopes.Span))
            {
                return false;
            }
        }

        return !scopes.IsMalformed;
    }

    private bool GatherScope(ReadOnlySpan<byte> body, ReadOnlySpan<byte> scope)
    {
        ReadOnlySpan<byte> name = default;
        var fields = new ProtoReader(scope);
        while (fields.Next())
        {
            name = fields.Key == OtlpFields.ScopeScope ? OtlpRequest.NameOf(fields.Span) : name;
        }

        bool isSound = !fields.IsMalformed;
        fields = new ProtoReader(scope);
        while (isSound && fields.Next())
        {
            isSound = fields.Key != OtlpFields.ScopeItem || GatherMetric(body, name, fields.Span);
        }

        return isSound;
    }

    private bool GatherMetric(ReadOnlySpan<byte> body, ReadOnlySpan<byte> scope, ReadOnlySpan<byte> metric)
    {
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> unit = default;
        ReadOnlySpan<byte> description = default;
        ReadOnlySpan<byte> data = default;
        InstrumentShape? shape = null;
        var fields = new ProtoReader(metric);
        while (fields.Next())
        {
            switch (fields.Key)
            {
                case OtlpFields.MetricName:
                    name = fields.Span;
                    break;
                case OtlpFields.MetricUnit:
                    unit = fields.Span;
                    break;
                case OtlpFields.MetricDescription:
                    description = fields.Span;
                    break;
                case OtlpFields.MetricGauge or OtlpFields.MetricSum or OtlpFields.MetricHistogram or OtlpFields.MetricExponential or OtlpFields.MetricSummary:
                    shape = ShapeOf(fields.Key);
                    data = fields.Span;
                    break;
            }
        }

        if (fields.IsMalformed || shape is not { } known)
        {
            return !fields.IsMalformed;
        }

        bool isDelta = false;
        bool isMonotonic = false;
        var points = new ProtoReader(data);
        while (points.Next())
        {
            isDelta = points.Key == OtlpFields.DataTemporality ? points.Number == Delta : isDelta;
            isMonotonic = points.Key == OtlpFields.DataMonotonic ? points.Number != 0 : isMonotonic;
        }

        if (points.IsMalformed)
        {
            return false;
        }

        Instrument? instrument = FindInstrument(scope, name, unit, description, known, isDelta && known != InstrumentShape.Gauge, isMonotonic && known == InstrumentShape.Sum);
        points = new ProtoReader(data);
        while (points.Next())
        {
            if (points.Key == OtlpFields.DataPoint && !GatherPoint(body, points.Span, instrument))
            {
                return false;
            }
        }

        return true;
    }

    private Instrument? FindInstrument(ReadOnlySpan<byte> scope, ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, ReadOnlySpan<byte> description, InstrumentShape shape, bool isDelta, bool isMonotonic)
    {
        ProtoWriter identity = batch.Identity;
        identity.Clear();
        identity.Varint(1, ((ulong)shape << 2) | (isDelta ? 2u : 0) | (isMonotonic ? 1u : 0));
        identity.Bytes(2, scope);
        identity.Bytes(3, name);
        identity.Bytes(4, unit);
        if (catalogue.Find(identity.Written) is { } instrument)
        {
            return instrument;
        }

        string text = name.IsEmpty ? "unnamed" : Encoding.UTF8.GetString(name);
        string library = Encoding.UTF8.GetString(scope);
        string unitText = Encoding.UTF8.GetString(unit);
        string explanation = Encoding.UTF8.GetString(description);
        return catalogue.Add(identity.Written, keyName => new Instrument
        {
            KeyName = keyName,
            Name = text,
            Unit = unitText,
            Description = explanation,
            Scope = library,
            Shape = shape,
            IsDelta = isDelta,
            IsMonotonic = isMonotonic,
        }, text, library);
    }

    private bool GatherPoint(ReadOnlySpan<byte> body, ReadOnlySpan<byte> point, Instrument? instrument)
    {
        if (instrument is null)
        {
            batch.Refusals.Add("a service may have 2,000 instruments, and this one has as many already");
            return true;
        }

        uint attributeKey = instrument.AttributeKey;
        uint flagsKey = instrument.FlagsKey;
        bool isNumber = instrument.IsNumber;
        bool isInteger = false;
        bool hasValue = !isNumber;
        bool isMissing = false;
        ulong time = 0;
        long value = 0;
        batch.Attributes.Clear();
        var fields = new ProtoReader(point);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.PointTime)
            {
                time = fields.Number;
            }
            else if (fields.Key == attributeKey)
            {
                batch.Attributes.Bytes(1, fields.Span);
            }
            else if (fields.Key == flagsKey)
            {
                isMissing = (fields.Number & 1) != 0;
            }
            else if (isNumber && fields.Key is OtlpFields.NumberReal or OtlpFields.NumberInteger)
            {
                isInteger = fields.Key == OtlpFields.NumberInteger;
                value = fields.Signed;
                hasValue = true;
            }
        }

        if (fields.IsMalformed)
        {
            return false;
        }

        long at = time == 0 ? nowNanoseconds : time > long.MaxValue ? long.MaxValue : (long)time;
        if (at > nowNanoseconds + FutureNanoseconds || !(hasValue || isMissing))
        {
            batch.Refusals.Add($"{instrument.Name}: {(hasValue || isMissing ? "the time of a point lies more than an hour ahead" : NoValue)}");
            return true;
        }

        if (catalogue.FindSeries(instrument, batch.Attributes.Written, point, isInteger, batch.Refusals) is { } series)
        {
            body.Overlaps(point, out int offset);
            batch.Add(new PendingPoint(series, at, value, isInteger, isMissing, offset, point.Length));
        }

        return true;
    }

    private static InstrumentShape ShapeOf(uint key) => key switch
    {
        OtlpFields.MetricGauge => InstrumentShape.Gauge,
        OtlpFields.MetricSum => InstrumentShape.Sum,
        OtlpFields.MetricHistogram => InstrumentShape.Histogram,
        OtlpFields.MetricExponential => InstrumentShape.ExponentialHistogram,
        _ => InstrumentShape.Summary,
    };
}
