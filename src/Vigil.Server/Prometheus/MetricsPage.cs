using System.Globalization;
using System.Text;

namespace Vigil.Server.Prometheus;

/// <summary>
/// What one scrape answers, gathered metric by metric, and written in either of the two text formats: Prometheus text 0.0.4
/// and OpenMetrics 1.0. Values carry no times of their own (docs/decisions/0027).
/// </summary>
internal sealed class MetricsPage
{
    private readonly Dictionary<Family, StringBuilder> _samples = [];
    private readonly List<Family> _order = [];

    /// <summary>Adds a value; nothing when there is none.</summary>
    public void Add(Family family, double? value, params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        if (value is not { } number)
        {
            return;
        }

        if (!_samples.TryGetValue(family, out StringBuilder? text))
        {
            _samples[family] = text = new StringBuilder();
            _order.Add(family);
        }

        text.Append(family.Name);
        bool any = false;
        foreach ((string name, string? label) in labels)
        {
            // A label without a value is the same as none.
            if (!string.IsNullOrEmpty(label))
            {
                text.Append(any ? ',' : '{').Append(name).Append("=\"");
                Escape(text, label, quotes: true);
                text.Append('"');
                any = true;
            }
        }

        text.Append(any ? "} " : " ").Append(Number(number)).Append('\n');
    }

    /// <summary>The page as text.</summary>
    public string Format(bool openMetrics)
    {
        var text = new StringBuilder();
        foreach (Family family in _order)
        {
            // OpenMetrics names the family of a counter without the ending of its samples.
            string name = openMetrics && family.Type == FamilyType.Counter ? family.Name[..^"_total".Length] : family.Name;
            text.Append("# HELP ").Append(name).Append(' ');
            Escape(text, family.Help, quotes: openMetrics);
            text.Append("\n# TYPE ").Append(name).Append(' ').Append(TypeName(family.Type, openMetrics)).Append('\n');
            if (openMetrics && family.Unit.Length > 0)
            {
                text.Append("# UNIT ").Append(name).Append(' ').Append(family.Unit).Append('\n');
            }

            text.Append(_samples[family]);
        }

        return openMetrics ? text.Append("# EOF\n").ToString() : text.ToString();
    }

    private static string TypeName(FamilyType type, bool openMetrics) => type switch
    {
        FamilyType.Gauge => "gauge",
        FamilyType.Counter => "counter",
        _ => openMetrics ? "unknown" : "untyped",
    };

    private static string Number(double value) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";

    private static void Escape(StringBuilder text, string value, bool quotes)
    {
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '"' when quotes => text.Append("\\\""),
                _ => text.Append(c),
            };
        }
    }
}
