namespace Vigil.Alerting.Watching;

/// <summary>A stretch of a series.</summary>
/// <param name="Series">The series.</param>
/// <param name="Start">Its first reading.</param>
/// <param name="End">The one after its last.</param>
internal readonly record struct SeriesWindow(TimeSeries Series, int Start, int End)
{
    public ReadOnlySpan<double> Times => Series.Times.AsSpan(Start, End - Start);

    public ReadOnlySpan<double> Values => Series.Values.AsSpan(Start, End - Start);

    /// <summary>Time and value of the newest reading that is one; null for none.</summary>
    public (double At, double Value)? Newest
    {
        get
        {
            for (int i = End - 1; i >= Start; i--)
            {
                if (!double.IsNaN(Series.Values[i]))
                {
                    return (Series.Times[i], Series.Values[i]);
                }
            }

            return null;
        }
    }

    /// <summary>Mean of what is present; null for nothing.</summary>
    public double? Mean
    {
        get
        {
            double sum = 0;
            int count = 0;
            foreach (double value in Values)
            {
                if (!double.IsNaN(value))
                {
                    sum += value;
                    count++;
                }
            }

            return count == 0 ? null : sum / count;
        }
    }
}
