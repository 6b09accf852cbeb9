using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Evidence;

/// <summary>
/// The readings of one subject within the window, column by column, in the metric's unit. Read when first asked for and
/// kept. A missing reading is <see cref="double.NaN"/>, never 0.
/// </summary>
public sealed class SubjectSeries
{
    private readonly Lazy<SeriesTable> _table;
    private readonly Lazy<double[]> _times;
    private readonly Dictionary<Metric, double[]> _values = [];
    private readonly Dictionary<Metric, double[]> _rates = [];

    /// <param name="subject">What it is.</param>
    /// <param name="read">Reads its columns.</param>
    public SubjectSeries(StoredSubject subject, Func<SeriesTable> read)
    {
        Subject = subject;
        _table = new Lazy<SeriesTable>(read);
        _times = new Lazy<double[]>(() => Array.ConvertAll(_table.Value.UnixMilliseconds, time => time / 1000.0));
    }

    /// <summary>What it is.</summary>
    public StoredSubject Subject { get; }

    /// <summary>Time of each row, seconds since the Unix epoch; ascending unless the clock stepped.</summary>
    public double[] Times => _times.Value;

    /// <summary>Rows.</summary>
    public int Count => Times.Length;

    /// <summary>How many rows came before an instant, Unix seconds.</summary>
    public int RowsBefore(double unixSeconds) => Array.FindIndex(Times, time => time >= unixSeconds) is >= 0 and var row ? row : Count;

    /// <summary>A descriptive fact; null when it has none of that name.</summary>
    public string? Attribute(string name) => Subject.Attributes.GetValueOrDefault(name);

    /// <summary>A level, or a total as it stood, at each row; all NaN when the metric was not recorded.</summary>
    public double[] Values(Metric metric)
    {
        if (!_values.TryGetValue(metric, out double[]? values))
        {
            values = new double[Count];
            if (_table.Value.Columns.TryGetValue(metric.Name, out long[]? column))
            {
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = column[i] == Reading.NotAvailable ? double.NaN : column[i] * metric.Scale;
                }
            }
            else
            {
                values.AsSpan().Fill(double.NaN);
            }

            _values[metric] = values;
        }

        return values;
    }

    /// <summary>
    /// Growth of a total per second, between each row and the one before; NaN at the first row, where a reading is missing,
    /// where the total went down (a reset) and where time did not go on.
    /// </summary>
    public double[] Rates(Metric counter)
    {
        if (!_rates.TryGetValue(counter, out double[]? rates))
        {
            double[] values = Values(counter);
            double[] times = Times;
            rates = new double[values.Length];
            rates.AsSpan().Fill(double.NaN);
            for (int i = 1; i < values.Length; i++)
            {
                double seconds = times[i] - times[i - 1];
                double growth = values[i] - values[i - 1];
                if (seconds > 0 && growth >= 0)
                {
                    rates[i] = growth / seconds;
                }
            }

            _rates[counter] = rates;
        }

        return rates;
    }
}
