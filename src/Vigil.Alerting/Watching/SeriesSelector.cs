using Vigil.Core.Metrics;
using Vigil.Core.Runs;

namespace Vigil.Alerting.Watching;

/// <summary>
/// Names series: <c>kind:key:metric</c>, where the key may hold <c>*</c> for any characters and may be empty for all. Beside
/// the kinds of subjects there are <c>totals</c>, the totals of each sample, and <c>step</c>, the training steps.
/// </summary>
/// <param name="Kind">Kind of the subject; null for totals and steps.</param>
/// <param name="Source">The kind as written.</param>
/// <param name="Key">The key, with wildcards.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Of">A metric of the same subject that the value is divided by; null for none.</param>
internal sealed record SeriesSelector(SubjectKind? Kind, string Source, string Key, string Metric, string? Of)
{
    public const string Totals = "totals";
    public const string Step = "step";

    /// <summary>Whether it is a quantity of the machine, the same in every run that is recorded there.</summary>
    public bool IsOfMachine => Kind is SubjectKind.System or SubjectKind.CpuCore or SubjectKind.Disk or SubjectKind.FileSystem or SubjectKind.Network or SubjectKind.Gpu;

    /// <summary>Unit of the values; null when it is not known.</summary>
    public string? Unit => Of is not null ? Words.Quantity.Ratio : Kind is null ? PlainSeries.UnitOf(Source, Metric) : MetricCatalogue.Find(Metric) is { } metric ? UnitOf(metric) : null;

    /// <summary>Reads a selector.</summary>
    /// <param name="text">As written.</param>
    /// <param name="of">The metric to divide by; null for none.</param>
    /// <returns>The selector, or what is wrong with it.</returns>
    public static (SeriesSelector? Selector, string? Fault) Parse(string text, string? of)
    {
        int first = text.IndexOf(':', StringComparison.Ordinal);
        int last = text.LastIndexOf(':');
        if (first < 0 || last == first)
        {
            return (null, "must name series as kind:key:metric, such as file_system:*:system.filesystem.usage.free");
        }

        string source = text[..first];
        string metric = text[(last + 1)..];
        if (source is Totals or Step)
        {
            return PlainSeries.UnitOf(source, metric) is null || (of is not null && PlainSeries.UnitOf(source, of) is null)
                ? (null, $"knows no {metric}{(of is null ? "" : " or " + of)} of {source}: there are {string.Join(", ", PlainSeries.NamesOf(source))}")
                : (new SeriesSelector(null, source, "", metric, of), null);
        }

        SubjectKind[] kinds = [.. Enum.GetValues<SubjectKind>().Where(kind => EnumNames.ToSnakeCase(kind) == source)];
        if (kinds.Length == 0)
        {
            return (null, $"knows no kind '{source}': there are {string.Join(", ", Enum.GetValues<SubjectKind>().Select(kind => EnumNames.ToSnakeCase(kind)).Append(Totals).Append(Step))}");
        }

        foreach (string name in of is null ? new[] { metric } : [metric, of])
        {
            if (MetricCatalogue.Find(name) is not { } known || known.Subject != kinds[0])
            {
                return (null, $"knows no metric '{name}' of {source}: docs/metrics.md lists them");
            }
        }

        return (new SeriesSelector(kinds[0], source, text[(first + 1)..last], metric, of), null);
    }

    /// <summary>Whether a key is meant.</summary>
    public bool Matches(string key) => Key is "" or "*" || MatchesFrom(key, 0, 0);

    public override string ToString() => $"{Source}:{Key}:{Metric}{(Of is null ? "" : " / " + Of)}";

    public static string UnitOf(Metric metric) => metric.Kind == MetricKind.Counter ? metric.Unit == Units.Seconds ? Units.One : metric.Unit + "/s" : metric.Unit;

    private bool MatchesFrom(string key, int at, int pattern)
    {
        for (; pattern < Key.Length; pattern++, at++)
        {
            if (Key[pattern] == '*')
            {
                while (pattern + 1 < Key.Length && Key[pattern + 1] == '*')
                {
                    pattern++;
                }

                for (int rest = at; rest <= key.Length; rest++)
                {
                    if (MatchesFrom(key, rest, pattern + 1))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (at >= key.Length || key[at] != Key[pattern])
            {
                return false;
            }
        }

        return at == key.Length;
    }
}
