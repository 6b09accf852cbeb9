using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Server.Exporting;

namespace Vigil.Server.Api.Shapes;

/// <summary>Series as they are answered, as JSON or as CSV: docs/api.md. A contract.</summary>
/// <param name="From">Begin of the window, seconds.</param>
/// <param name="To">Its end.</param>
/// <param name="StepMilliseconds">Length of a bucket.</param>
/// <param name="UnixMilliseconds">Start of each bucket.</param>
/// <param name="Lines">The series.</param>
/// <param name="Bands">Whether smallest and largest are told beside the mean.</param>
internal sealed record SeriesAnswer(double From, double To, long StepMilliseconds, long[] UnixMilliseconds, IReadOnlyList<SeriesLine> Lines, bool Bands)
{
    public JsonObject ToJson() => new()
    {
        ["from"] = From,
        ["to"] = To,
        ["step_ms"] = StepMilliseconds,
        ["t"] = Numbers.Array(UnixMilliseconds),
        ["series"] = new JsonArray([.. Lines.Select(line => (JsonNode)new JsonObject
        {
            ["kind"] = EnumNames.ToSnakeCase(line.Subject.Kind),
            ["key"] = line.Subject.Key,
            ["subject_id"] = line.Subject.Id,
            ["label"] = SeriesLabels.Of(line.Subject),
            ["metric"] = line.Metric.Name,
            ["unit"] = SeriesLabels.UnitOf(line.Metric),
            ["min"] = Numbers.Array(Bands ? line.Column.Minimum : []),
            ["max"] = Numbers.Array(Bands ? line.Column.Maximum : []),
            ["mean"] = Numbers.Array(line.Column.Mean),
        })]),
    };

    /// <summary>A row for each bucket; three columns for each series.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("timestamp");
        foreach (SeriesLine line in Lines)
        {
            string name = $"{EnumNames.ToSnakeCase(line.Subject.Kind)}:{line.Subject.Key}:{line.Metric.Name} [{SeriesLabels.UnitOf(line.Metric)}]";
            text.Append(',').Append(CsvText.Field(name + " mean"));
            if (Bands)
            {
                text.Append(',').Append(CsvText.Field(name + " min")).Append(',').Append(CsvText.Field(name + " max"));
            }
        }

        text.Append('\n');
        for (int i = 0; i < UnixMilliseconds.Length; i++)
        {
            text.Append(CsvText.Time(UnixMilliseconds[i] / 1000.0));
            foreach (SeriesLine line in Lines)
            {
                text.Append(',').Append(Number(line.Column.Mean[i]));
                if (Bands)
                {
                    text.Append(',').Append(Number(line.Column.Minimum[i])).Append(',').Append(Number(line.Column.Maximum[i]));
                }
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Number(double value) => CsvText.Field(double.IsFinite(value) ? value : null);
}
