using System.Globalization;
using Vigil.Core.Metrics;
using Vigil.Telemetry.Sending;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Scraping;

/// <summary>Makes export requests of pages, so that what is scraped is recorded as what programs report themselves. Not thread-safe.</summary>
/// <param name="target">Whose pages they are.</param>
internal sealed class PageRequest(ScrapeTarget target)
{
    private const string Scope = "vigil.scrape";
    private const ulong Cumulative = 2;

    private readonly ProtoWriter _output = new();
    private readonly List<(string Name, string Unit, KeyValuePair<string, string>[] Labels)> _gauges = [];

    /// <summary>What a page holds; valid until the next request.</summary>
    /// <param name="families">Of the page.</param>
    /// <param name="at">When it was asked for, nanoseconds since the Unix epoch.</param>
    /// <param name="seconds">How long the answer took.</param>
    public ReadOnlyMemory<byte> Write(IReadOnlyList<MetricFamily> families, long at, double seconds)
    {
        _gauges.Clear();
        (int resource, int scope) = Begin();
        WriteGauge(InferenceMetrics.ScrapeUp, Units.One, [], 1, at);
        WriteGauge(InferenceMetrics.ScrapeDuration, Units.Seconds, [], seconds, at);
        foreach (MetricFamily family in families)
        {
            WriteFamily(family, at);
        }

        return End(resource, scope);
    }

    /// <summary>
    /// That the target did not answer: the levels of the page before, which nobody knows now, are said to be missing. Totals stay: they go on
    /// where they were, or begin again.
    /// </summary>
    public ReadOnlyMemory<byte> WriteDown(long at)
    {
        (int resource, int scope) = Begin();
        WriteGauge(InferenceMetrics.ScrapeUp, Units.One, [], 0, at);
        foreach ((string name, string unit, KeyValuePair<string, string>[] labels) in _gauges)
        {
            WriteNumber(name, "", unit, labels, double.NaN, at, isCounter: false);
        }

        _gauges.Clear();
        return End(resource, scope);
    }

    private (int Resource, int Scope) Begin()
    {
        _output.Clear();
        int group = _output.Begin(1);
        int resource = _output.Begin(1);
        OtlpPairs.Write(_output, 1, "service.name", target.Name);
        OtlpPairs.Write(_output, 1, "service.instance.id", target.Url.Authority);
        OtlpPairs.Write(_output, 1, "vigil.scrape.url", target.Url.GetComponents(UriComponents.HttpRequestUrl & ~UriComponents.UserInfo & ~UriComponents.Query, UriFormat.UriEscaped));
        _output.End(resource);
        int scope = _output.Begin(2);
        int name = _output.Begin(1);
        _output.Text(1, Scope);
        _output.End(name);
        return (group, scope);
    }

    private ReadOnlyMemory<byte> End(int group, int scope)
    {
        _output.End(scope);
        _output.End(group);
        return _output.Written.ToArray();
    }

    private void WriteFamily(MetricFamily family, long at)
    {
        EngineMetric? known = EngineMetrics.Find(family.Name);
        switch (family.Kind)
        {
            case FamilyKind.Histogram:
                WriteHistogram(family, known, at);
                break;
            case FamilyKind.Summary:
                WriteSummary(family, known, at);
                break;
            default:
                // Several series of an engine may be one here, such as reasons for which requests ended.
                foreach (IGrouping<string, (KeyValuePair<string, string>[] Labels, double Value)> same in family.Samples
                    .Select(sample => (Labels: Labels(family, known, sample.Labels), sample.Value)).GroupBy(sample => KeyOf(sample.Labels)))
                {
                    double value = same.Sum(sample => sample.Value) * (known?.Factor ?? 1);
                    WriteNumber(known?.Name ?? family.Name, family.Help, known?.Unit ?? family.Unit, same.First().Labels, value, at, family.Kind == FamilyKind.Counter);
                }

                break;
        }
    }

    private void WriteGauge(string name, string unit, KeyValuePair<string, string>[] labels, double value, long at) =>
        WriteNumber(name, "", unit, labels, value, at, isCounter: false);

    private void WriteNumber(string name, string help, string unit, KeyValuePair<string, string>[] labels, double value, long at, bool isCounter)
    {
        int metric = BeginMetric(name, help, unit);
        int data = _output.Begin(isCounter ? 7 : 5);
        int point = _output.Begin(1);
        WriteLabels(7, labels);
        _output.Fixed64(3, (ulong)at);
        if (double.IsNaN(value))
        {
            _output.Varint(8, 1);
        }
        else
        {
            // Always a floating point number: a level that is 0 now may be 0.37 the next time.
            _output.Real(4, value);
        }

        _output.End(point);
        if (isCounter)
        {
            _output.Varint(2, Cumulative);
            _output.Varint(3, 1);
        }
        else if (name is not (InferenceMetrics.ScrapeUp or InferenceMetrics.ScrapeDuration) && !double.IsNaN(value))
        {
            _gauges.Add((name, unit, labels));
        }

        _output.End(data);
        _output.End(metric);
    }

    private void WriteHistogram(MetricFamily family, EngineMetric? known, long at)
    {
        double factor = known?.Factor ?? 1;
        int metric = BeginMetric(known?.Name ?? family.Name, family.Help, known?.Unit ?? family.Unit);
        int data = _output.Begin(9);
        foreach (IGrouping<string, PageSample> series in family.Samples.GroupBy(sample => KeyOf(Without(sample.Labels, "le"))))
        {
            (double Bound, double Total)[] buckets = [.. series.Where(sample => sample.Suffix == "_bucket").Select(sample => (Bound(sample.Labels, "le"), sample.Value)).Where(bucket => !double.IsNaN(bucket.Item1)).OrderBy(bucket => bucket.Item1)];
            double total = series.FirstOrDefault(sample => sample.Suffix == "_count", new PageSample("", [], buckets.Length > 0 ? buckets[^1].Total : 0)).Value;
            int point = _output.Begin(1);
            WriteLabels(9, Labels(family, known, Without(series.First().Labels, "le")));
            _output.Fixed64(3, (ulong)at);
            _output.Fixed64(4, Whole(total));
            _output.Real(5, series.FirstOrDefault(sample => sample.Suffix == "_sum").Value * factor);

            // The page counts up to each bound, the protocol between bounds.
            (double Bound, double Total)[] finite = [.. buckets.Where(bucket => double.IsFinite(bucket.Bound))];
            int counts = _output.Begin(6);
            double before = 0;
            foreach ((_, double upTo) in finite)
            {
                _output.RawFixed64(Whole(upTo - before));
                before = Math.Max(before, upTo);
            }

            _output.RawFixed64(Whole(total - before));
            _output.End(counts);
            int bounds = _output.Begin(7);
            foreach ((double bound, _) in finite)
            {
                _output.RawFixed64(BitConverter.DoubleToUInt64Bits(bound * factor));
            }

            _output.End(bounds);
            _output.End(point);
        }

        _output.Varint(2, Cumulative);
        _output.End(data);
        _output.End(metric);
    }

    private void WriteSummary(MetricFamily family, EngineMetric? known, long at)
    {
        double factor = known?.Factor ?? 1;
        int metric = BeginMetric(known?.Name ?? family.Name, family.Help, known?.Unit ?? family.Unit);
        int data = _output.Begin(11);
        foreach (IGrouping<string, PageSample> series in family.Samples.GroupBy(sample => KeyOf(Without(sample.Labels, "quantile"))))
        {
            int point = _output.Begin(1);
            WriteLabels(7, Labels(family, known, Without(series.First().Labels, "quantile")));
            _output.Fixed64(3, (ulong)at);
            _output.Fixed64(4, Whole(series.FirstOrDefault(sample => sample.Suffix == "_count").Value));
            _output.Real(5, series.FirstOrDefault(sample => sample.Suffix == "_sum").Value * factor);
            foreach (PageSample sample in series.Where(sample => sample.Suffix.Length == 0 && double.IsFinite(sample.Value)))
            {
                int quantile = _output.Begin(6);
                _output.Real(1, Bound(sample.Labels, "quantile"));
                _output.Real(2, sample.Value * factor);
                _output.End(quantile);
            }

            _output.End(point);
        }

        _output.End(data);
        _output.End(metric);
    }

    private int BeginMetric(string name, string help, string unit)
    {
        int metric = _output.Begin(2);
        _output.Text(1, name);
        _output.Text(2, help);
        _output.Text(3, unit);
        return metric;
    }

    private void WriteLabels(int field, KeyValuePair<string, string>[] labels)
    {
        foreach ((string name, string value) in labels)
        {
            OtlpPairs.Write(_output, field, name, value);
        }
    }

    private static KeyValuePair<string, string>[] Labels(MetricFamily family, EngineMetric? known, KeyValuePair<string, string>[] labels)
    {
        if (known is null)
        {
            return labels;
        }

        IEnumerable<KeyValuePair<string, string>> renamed = labels.Where(label => !(known.Name == InferenceMetrics.Requests && label.Key is "finished_reason" or "reason" or "err"))
            .Select(label => KeyValuePair.Create(EngineMetrics.AttributeOf(label.Key), label.Value));
        string? outcome = known.Name != InferenceMetrics.Requests ? null : known.Outcome ?? EngineMetrics.OutcomeOf(labels.FirstOrDefault(label => label.Key == "finished_reason").Value ?? "");
        return [.. outcome is null ? renamed : renamed.Append(new(InferenceMetrics.Outcome, outcome))];
    }

    private static KeyValuePair<string, string>[] Without(KeyValuePair<string, string>[] labels, string name) => [.. labels.Where(label => label.Key != name)];

    private static string KeyOf(KeyValuePair<string, string>[] labels) => string.Join('\0', labels.Select(label => label.Key + "\u0001" + label.Value));

    private static double Bound(KeyValuePair<string, string>[] labels, string name) => labels.FirstOrDefault(label => label.Key == name).Value switch
    {
        "+Inf" or "Inf" => double.PositiveInfinity,
        { } text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double bound) => bound,
        _ => double.NaN,
    };

    // Pages may hold anything: what is no count is none.
    private static ulong Whole(double value) => value is > 0 and < 9e18 ? (ulong)Math.Round(value) : 0;
}
