using System.Diagnostics.CodeAnalysis;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;

namespace Vigil.Server.Api.Shapes;

/// <summary>A series as requests name it: <c>kind:key:metric</c>, key <c>*</c> for every one of the kind. A key may hold colons.</summary>
/// <param name="Kind">Kind of the subject.</param>
/// <param name="Key">Its key; empty or <c>*</c> for any.</param>
/// <param name="Metric">Name of the metric.</param>
internal sealed record SeriesName(SubjectKind Kind, string Key, string Metric)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out SeriesName? name)
    {
        name = null;
        int first = text.IndexOf(':', StringComparison.Ordinal);
        int last = text.LastIndexOf(':');
        if (first < 0 || last == first)
        {
            return false;
        }

        foreach (SubjectKind kind in Enum.GetValues<SubjectKind>())
        {
            if (text.AsSpan(0, first).SequenceEqual(EnumNames.ToSnakeCase(kind)))
            {
                name = new SeriesName(kind, text[(first + 1)..last], text[(last + 1)..]);
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a list with commas between; a sentence when one of them names no series, or none is there.</summary>
    public static bool TryParseList(string? text, out IReadOnlyList<SeriesName> names, [NotNullWhen(false)] out string? fault)
    {
        var found = new List<SeriesName>();
        names = found;
        fault = null;
        foreach (string part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            // What an instrument measures, only its record knows.
            if (!TryParse(part, out SeriesName? name) || !(name.Kind == SubjectKind.Instrument || MetricCatalogue.Find(name.Metric)?.Subject == name.Kind))
            {
                fault = $"'{part}' names no series: write kind:key:metric, such as system::system.memory.usage.used.";
                return false;
            }

            found.Add(name);
        }

        fault = found.Count == 0 ? "series is missing: name one or more, separated by commas." : null;
        return fault is null;
    }

    public bool Matches(StoredSubject subject) => subject.Kind == Kind && (Key is "" or "*" || subject.Key == Key);
}
