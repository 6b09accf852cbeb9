using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>The instruments and series of one service. What is known is found by the bytes it was told in, without being read.</summary>
internal sealed class SeriesCatalogue
{
    private const int LongestAttributes = 4096;
    private const int MostInstruments = 2000;
    private const int MostColumns = 512;

    // On the average of all series of a service: histograms have many, counters one.
    private const int MostColumnsPerSeries = 20;

    private static readonly SearchValues<char> s_special = SearchValues.Create("%,;={}");

    private readonly int _mostSeries;
    private readonly Dictionary<byte[], Instrument> _instruments = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], Instrument>.AlternateLookup<ReadOnlySpan<byte>> _byIdentity;
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, Series> _series = [];
    private readonly Dictionary<string, string> _secretKeys = [];
    private readonly Dictionary<string, int> _masked = [];
    private int _ways;
    private long _columns;

    public SeriesCatalogue(int mostSeries)
    {
        _mostSeries = mostSeries;
        _byIdentity = _instruments.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public IEnumerable<Series> All => _series.Values;

    /// <summary>The instrument of that identity; null when it was not seen yet.</summary>
    public Instrument? Find(ReadOnlySpan<byte> identity) => _byIdentity.TryGetValue(identity, out Instrument? instrument) ? instrument : null;

    /// <summary>Adds an instrument; null when there are too many.</summary>
    /// <param name="identity">What it is known by.</param>
    /// <param name="create">Makes it, given what the keys of its series begin with.</param>
    /// <param name="name">Its name.</param>
    /// <param name="scope">The library that it is of; empty for none.</param>
    public Instrument? Add(ReadOnlySpan<byte> identity, Func<string, Instrument> create, string name, string scope)
    {
        if (_instruments.Count >= MostInstruments)
        {
            return null;
        }

        Instrument instrument = create(UniqueName(name, scope));
        _byIdentity[identity] = instrument;
        return instrument;
    }

    /// <summary>The series of a point, made when it is new; null when it is refused.</summary>
    /// <param name="instrument">Its instrument.</param>
    /// <param name="attributes">Its attributes, as fields of number 1.</param>
    /// <param name="point">The point: its first one decides the columns.</param>
    /// <param name="isInteger">Whether its value is a whole number.</param>
    /// <param name="refusals">Gets the reason.</param>
    public Series? FindSeries(Instrument instrument, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> point, bool isInteger, Refusals refusals)
    {
        if (instrument.Find(attributes) is { } known)
        {
            return known;
        }

        if (attributes.Length > LongestAttributes)
        {
            refusals.Add($"{instrument.Name}: the attributes of a point take more than {LongestAttributes} bytes");
            return null;
        }

        SortedDictionary<string, JsonNode?> pairs = Read(attributes);
        string told = KeyOf(instrument.KeyName, pairs);
        Mask(pairs);
        string key = DistinctKey(told, KeyOf(instrument.KeyName, pairs));
        if (!_series.TryGetValue(key, out Series? series))
        {
            if (_series.Count >= _mostSeries)
            {
                refusals.Add($"{instrument.Name}: a service may have {_mostSeries} series, and this one has as many already");
                return null;
            }

            series = Create(instrument, key, pairs, point, isInteger);
            int columns = series.Subject.Values.Length;
            if (columns > MostColumns || _columns + columns > MostColumnsPerSeries * (long)_mostSeries)
            {
                refusals.Add($"{instrument.Name}: more buckets than are kept");
                return null;
            }

            _columns += columns;
            _series.Add(key, series);
        }

        // Attributes that come in ever new orders are read each time, rather than remembered without bound.
        if (_ways < 2 * _mostSeries)
        {
            _ways++;
            instrument.Remember(attributes, series);
        }

        return series;
    }

    private static Series Create(Instrument instrument, string key, SortedDictionary<string, JsonNode?> pairs, ReadOnlySpan<byte> point, bool isInteger)
    {
        string unit = instrument.Unit;
        double[] bounds = [];
        MetricTable table;
        switch (instrument.Shape)
        {
            case InstrumentShape.Histogram:
                bounds = HistogramPoint.Bounds(point);
                table = instrument.Table($"{bounds.Length}", () => SeriesColumns.Histogram(unit, bounds.Length + 1));
                break;
            case InstrumentShape.ExponentialHistogram:
                bounds = ExponentialGrid.Bounds;
                table = instrument.Table("", () => SeriesColumns.Exponential(unit, ExponentialGrid.Buckets));
                break;
            case InstrumentShape.Summary:
                bounds = SummaryPoint.Shares(point);
                table = instrument.Table(string.Join(';', bounds.Select(share => share.ToString(CultureInfo.InvariantCulture))), () => SeriesColumns.Summary(unit, bounds));
                break;
            default:
                MetricKind kind = instrument.IsMonotonic ? MetricKind.Counter : MetricKind.Gauge;
                table = instrument.Table(isInteger ? "integer" : "real", () => SeriesColumns.Number(unit, kind, !isInteger));
                break;
        }

        return new Series(instrument, new Subject(table, key, Describe(instrument, pairs, bounds))) { Bounds = bounds };
    }

    private static Dictionary<string, string> Describe(Instrument instrument, SortedDictionary<string, JsonNode?> pairs, double[] bounds)
    {
        var facts = new Dictionary<string, string> { ["metric"] = instrument.Name, ["shape"] = EnumNames.ToSnakeCase(instrument.Shape) };
        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                facts[name] = value;
            }
        }

        Add("unit", instrument.Unit);
        Add("description", instrument.Description);
        Add("scope", instrument.Scope);
        Add("temporality", instrument.IsDelta ? "delta" : "");
        Add("bounds", instrument.Shape is InstrumentShape.Histogram or InstrumentShape.ExponentialHistogram
            ? new JsonArray([.. bounds.Select(bound => (JsonNode)bound)]).ToJsonString() : "");
        foreach ((string name, JsonNode? value) in pairs)
        {
            Add("attribute." + name, OtlpValues.TextOf(value));
        }

        return facts;
    }

    private static SortedDictionary<string, JsonNode?> Read(ReadOnlySpan<byte> attributes)
    {
        var pairs = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        var fields = new ProtoReader(attributes);
        while (fields.Next())
        {
            if (OtlpValues.TryReadPair(fields.Span, out string name, out JsonNode? value))
            {
                pairs[name] = value;
            }
        }

        return pairs;
    }

    private static void Mask(SortedDictionary<string, JsonNode?> pairs)
    {
        var attributes = new JsonObject(pairs);
        TelemetrySecrets.Mask(attributes);
        foreach ((string name, JsonNode? value) in attributes.ToList())
        {
            attributes.Remove(name);
            pairs[name] = value;
        }
    }

    // Series that only a secret tells from each other stay apart, by number.
    private string DistinctKey(string told, string masked)
    {
        if (told == masked || _secretKeys.Count >= _mostSeries)
        {
            return masked;
        }

        if (!_secretKeys.TryGetValue(told, out string? key))
        {
            int number = _masked[masked] = _masked.GetValueOrDefault(masked) + 1;
            key = number == 1 ? masked : string.Create(CultureInfo.InvariantCulture, $"{masked}#{number}");
            _secretKeys.Add(told, key);
        }

        return key;
    }

    private static string KeyOf(string name, SortedDictionary<string, JsonNode?> pairs)
    {
        if (pairs.Count == 0)
        {
            return name;
        }

        var key = new StringBuilder(name).Append('{');
        foreach ((string attribute, JsonNode? value) in pairs)
        {
            key.Append(key[^1] == '{' ? "" : ";").Append(Escape(attribute)).Append('=').Append(Escape(OtlpValues.TextOf(value)));
        }

        return key.Append('}').ToString();
    }

    // A key is part of addresses, where commas separate series.
    private static string Escape(string text) => !text.AsSpan().ContainsAny(s_special) ? text : text
        .Replace("%", "%25", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal)
        .Replace("=", "%3D", StringComparison.Ordinal).Replace("{", "%7B", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal);

    // Two libraries of a program may have instruments of one name, and a program may change what an instrument is.
    private string UniqueName(string name, string scope)
    {
        string plain = Escape(name);
        string unique = plain;
        for (int i = 2; !_names.Add(unique); i++)
        {
            unique = i == 2 && scope.Length > 0 ? $"{plain}@{Escape(scope)}" : string.Create(CultureInfo.InvariantCulture, $"{plain}@{Escape(scope)}#{i}");
        }

        return unique;
    }
}
