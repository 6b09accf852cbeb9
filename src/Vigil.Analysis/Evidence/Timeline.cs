using Vigil.Core.Metrics;

namespace Vigil.Analysis.Evidence;

/// <summary>
/// The instants at which the run was sampled, one axis for all subjects: one row each, whatever came and went.
/// </summary>
/// <remarks>
/// All subjects of a sample carry the same time, so the rows of one are a part of the axis, in the same order. That order
/// is followed rather than the clock, which may have stepped. A row stands for the time since the row before; for none
/// where the clock went back, or the machine slept.
/// </remarks>
internal sealed class Timeline
{
    private const double LongestRowInIntervals = 20;

    private Timeline(RunEvidence evidence)
    {
        Times = (evidence.System ?? evidence.Subjects.MaxBy(subject => subject.Count))?.Times ?? [];
        Seconds = new double[Times.Length];
        double longest = Math.Max(evidence.StretchSeconds, Math.Max(evidence.Run.Start.SampleIntervalSeconds, 1)) * LongestRowInIntervals;
        for (int i = 1; i < Times.Length; i++)
        {
            double seconds = Times[i] - Times[i - 1];
            Seconds[i] = seconds > 0 && seconds <= longest ? seconds : 0;
        }
    }

    /// <summary>Time of each row, seconds since the Unix epoch; ascending unless the clock stepped.</summary>
    public double[] Times { get; }

    /// <summary>Seconds that each row stands for.</summary>
    public double[] Seconds { get; }

    /// <summary>Rows.</summary>
    public int Count => Times.Length;

    /// <summary>The timeline of a run.</summary>
    public static Timeline Of(RunEvidence evidence) => evidence.Derive(static evidence => new Timeline(evidence));

    /// <summary>Values of a subject on this axis; NaN where the subject had no row.</summary>
    public double[] Align(SubjectSeries subject, double[] values)
    {
        if (ReferenceEquals(subject.Times, Times) || (values.Length == Count && Count > 0 && subject.Times[0] == Times[0] && subject.Times[^1] == Times[^1]))
        {
            return values;
        }

        double[] aligned = NotKnown();
        ForEachRow(subject, (row, theirs) => aligned[row] = values[theirs]);
        return aligned;
    }

    /// <summary>Sum over subjects at each row; NaN where none of them had a reading.</summary>
    public double[] Sum(IEnumerable<SubjectSeries> subjects, Func<SubjectSeries, double[]> values)
    {
        double[] sum = NotKnown();
        foreach (SubjectSeries subject in subjects)
        {
            double[] theirs = values(subject);
            ForEachRow(subject, (row, index) =>
            {
                if (!double.IsNaN(theirs[index]))
                {
                    sum[row] = double.IsNaN(sum[row]) ? theirs[index] : sum[row] + theirs[index];
                }
            });
        }

        return sum;
    }

    /// <summary>The highest over subjects at each row; NaN where none of them had a reading.</summary>
    public double[] Maximum(IEnumerable<SubjectSeries> subjects, Func<SubjectSeries, double[]> values)
    {
        double[] highest = NotKnown();
        foreach (SubjectSeries subject in subjects)
        {
            double[] theirs = values(subject);
            ForEachRow(subject, (row, index) =>
            {
                if (!(highest[row] >= theirs[index]))
                {
                    highest[row] = double.IsNaN(theirs[index]) ? highest[row] : theirs[index];
                }
            });
        }

        return highest;
    }

    /// <summary>How many of the subjects had a row at each row.</summary>
    public int[] CountOf(IEnumerable<SubjectSeries> subjects)
    {
        int[] counts = new int[Count];
        foreach (SubjectSeries subject in subjects)
        {
            ForEachRow(subject, (row, _) => counts[row]++);
        }

        return counts;
    }

    /// <summary>Rates of a total of the one subject of its kind, on this axis; all NaN without it.</summary>
    public double[] Rates(SubjectSeries? subject, Metric counter) =>
        subject is null ? NotKnown() : Align(subject, static (rows, counter) => rows.Rates(counter), counter);

    /// <summary>Levels, or totals as they stood, of a subject on this axis; all NaN without it.</summary>
    public double[] Values(SubjectSeries? subject, Metric metric) =>
        subject is null ? NotKnown() : Align(subject, static (rows, metric) => rows.Values(metric), metric);

    /// <summary>A row of values of which none is known.</summary>
    public double[] NotKnown()
    {
        double[] values = new double[Count];
        values.AsSpan().Fill(double.NaN);
        return values;
    }

    /// <summary>Rows between two times, the first left out: it stands for the time before.</summary>
    public TimelineSpan Between(double from, double to)
    {
        int first = 0;
        while (first < Count && Times[first] <= from)
        {
            first++;
        }

        int end = Count;
        while (end > first && Times[end - 1] > to)
        {
            end--;
        }

        return new TimelineSpan(this, first, end);
    }

    private double[] Align(SubjectSeries rows, Func<SubjectSeries, Metric, double[]> read, Metric metric) => Align(rows, read(rows, metric));

    private void ForEachRow(SubjectSeries subject, Action<int, int> visit)
    {
        double[] theirs = subject.Times;
        if (theirs.Length == 0)
        {
            return;
        }

        int row = Math.Max(0, FirstAtOrAfter(theirs[0]));
        int index = 0;
        for (; row < Count && index < theirs.Length; row++)
        {
            while (index < theirs.Length && theirs[index] < Times[row])
            {
                index++;
            }

            if (index < theirs.Length && theirs[index] == Times[row])
            {
                visit(row, index++);
            }
        }
    }

    private int FirstAtOrAfter(double time)
    {
        int found = Array.BinarySearch(Times, time);
        int row = found >= 0 ? found : ~found;
        return row < Count && Times[row] == time ? row : Math.Max(0, Array.IndexOf(Times, time));
    }
}
