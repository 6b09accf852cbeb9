using System.Text.Json.Nodes;
using Vigil.Core.Live;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Live;

/// <summary>New samples as lines over one common list of instants. Counters are told as growth per second, as charts show them.</summary>
internal static class NewSamples
{
    /// <summary>The instants and the lines.</summary>
    /// <param name="samples">Rows of each subject: the new ones, and the one before them to compare counters with.</param>
    public static (JsonArray Times, JsonArray Lines) Create(IReadOnlyList<NewRows> samples)
    {
        long[] times = [.. samples.SelectMany(series => series.Rows.UnixMilliseconds.Skip(series.Before)).Distinct().Order()];
        var lines = new JsonArray();
        if (times.Length == 0)
        {
            return (lines, lines.DeepClone().AsArray());
        }

        foreach ((StoredSubject subject, SeriesTable rows, int before) in samples)
        {
            foreach ((string name, long[] column) in rows.Columns)
            {
                if (subject.Metrics.FirstOrDefault(known => known.Name == name) is { } metric && Values(times, rows.UnixMilliseconds, before, column, metric) is { } values)
                {
                    lines.Add((JsonNode)new JsonObject
                    {
                        ["kind"] = EnumNames.ToSnakeCase(subject.Kind),
                        ["key"] = subject.Key,
                        ["label"] = SeriesLabels.Of(subject),
                        ["metric"] = name,
                        ["unit"] = SeriesLabels.UnitOf(metric),
                        ["values"] = Numbers.Array(values),
                    });
                }
            }
        }

        return (Numbers.Array(times), lines);
    }

    // Null when there is nothing to tell.
    private static double[]? Values(long[] times, long[] rowTimes, int before, long[] column, Metric metric)
    {
        double[]? values = null;
        for (int row = before; row < rowTimes.Length; row++)
        {
            int at = Array.BinarySearch(times, rowTimes[row]);
            double value = metric.Kind == MetricKind.Counter ? Growth(rowTimes, column, row, metric) : metric.Value(column[row]);
            if (at >= 0 && double.IsFinite(value))
            {
                if (values is null)
                {
                    values = new double[times.Length];
                    Array.Fill(values, double.NaN);
                }

                values[at] = value;
            }
        }

        return values;
    }

    private static double Growth(long[] times, long[] column, int row, Metric metric)
    {
        if (row == 0 || times[row] <= times[row - 1])
        {
            return double.NaN;
        }

        double growth = metric.Value(column[row]) - metric.Value(column[row - 1]);
        return growth < 0 ? double.NaN : growth * 1000 / (times[row] - times[row - 1]);
    }
}
