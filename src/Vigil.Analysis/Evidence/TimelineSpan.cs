namespace Vigil.Analysis.Evidence;

/// <summary>A stretch of rows of a timeline, and what values were over it. Shares and means go by time, not by rows.</summary>
/// <param name="Timeline">The axis.</param>
/// <param name="First">First row.</param>
/// <param name="End">Row after the last.</param>
internal sealed record TimelineSpan(Timeline Timeline, int First, int End)
{
    private double? _seconds;

    /// <summary>Rows.</summary>
    public int Count => End - First;

    /// <summary>Seconds that the rows stand for.</summary>
    public double Seconds => _seconds ??= Sum(static _ => true);

    /// <summary>Time of the first row, seconds since the Unix epoch; null without rows.</summary>
    public double? From => Count > 0 ? Timeline.Times[First] : null;

    /// <summary>Time of the last row, seconds since the Unix epoch; null without rows.</summary>
    public double? To => Count > 0 ? Timeline.Times[End - 1] : null;

    /// <summary>Rows with a value.</summary>
    public int Known(double[] values)
    {
        int known = 0;
        for (int i = First; i < End; i++)
        {
            known += double.IsNaN(values[i]) ? 0 : 1;
        }

        return known;
    }

    /// <summary>Mean over time; NaN when no value is known.</summary>
    public double Mean(double[] values)
    {
        double sum = 0;
        double seconds = 0;
        for (int i = First; i < End; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                sum += values[i] * Timeline.Seconds[i];
                seconds += Timeline.Seconds[i];
            }
        }

        return seconds > 0 ? sum / seconds : double.NaN;
    }

    /// <summary>The highest value; NaN when none is known.</summary>
    public double Maximum(double[] values)
    {
        double highest = double.NaN;
        for (int i = First; i < End; i++)
        {
            highest = values[i] > highest || double.IsNaN(highest) ? values[i] : highest;
        }

        return highest;
    }

    /// <summary>Growth of a total from its rates: their integral over time.</summary>
    public double Total(double[] rates) => Sum(i => !double.IsNaN(rates[i]), i => rates[i]);

    /// <summary>Share of the time, 0 to 1, of the rows with a value for which something holds; NaN when no value is known.</summary>
    public double Share(double[] values, Predicate<double> holds) => Share(i => !double.IsNaN(values[i]), i => holds(values[i]));

    /// <summary>Share of the time, 0 to 1, of the rows where two values are known for which something holds; NaN when there are none.</summary>
    public double Share(double[] a, double[] b, Func<double, double, bool> holds) =>
        Share(i => !double.IsNaN(a[i]) && !double.IsNaN(b[i]), i => holds(a[i], b[i]));

    /// <summary>The values that are known, in order.</summary>
    public double[] Collect(double[] values)
    {
        double[] known = new double[Known(values)];
        int next = 0;
        for (int i = First; i < End; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                known[next++] = values[i];
            }
        }

        return known;
    }

    private double Share(Predicate<int> counts, Predicate<int> holds)
    {
        double all = 0;
        double seconds = 0;
        for (int i = First; i < End; i++)
        {
            if (counts(i))
            {
                all += Timeline.Seconds[i];
                seconds += holds(i) ? Timeline.Seconds[i] : 0;
            }
        }

        return all > 0 ? seconds / all : double.NaN;
    }

    private double Sum(Predicate<int> counts, Func<int, double>? factor = null)
    {
        double sum = 0;
        for (int i = First; i < End; i++)
        {
            sum += counts(i) ? Timeline.Seconds[i] * (factor?.Invoke(i) ?? 1) : 0;
        }

        return sum;
    }
}
