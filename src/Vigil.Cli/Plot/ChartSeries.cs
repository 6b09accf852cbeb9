using System.Globalization;
using System.Text.Json.Nodes;

namespace Vigil.Cli.Plot;

/// <summary>One line or area of a chart.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Points">Its points.</param>
internal sealed record ChartSeries(string Name, ThinnedSeries Points)
{
    /// <summary>For the script of the page: times in seconds since the start; the band only where there is one.</summary>
    public JsonObject ToJson(double from)
    {
        var json = new JsonObject
        {
            ["name"] = Name,
            ["t"] = Numbers(Points.Times.Select(time => Math.Round(time - from, 1))),
            ["v"] = Numbers(Points.Means.Select(Short)),
        };
        if (!Points.Lows.AsSpan().SequenceEqual(Points.Highs))
        {
            json["lo"] = Numbers(Points.Lows.Select(Short));
            json["hi"] = Numbers(Points.Highs.Select(Short));
        }

        return json;
    }

    private static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(value => (JsonNode)value)]);

    // Five digits are more than a screen shows; a long run's page is half as large for it.
    private static double Short(double value) =>
        double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
