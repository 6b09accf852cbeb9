using Vigil.Analysis.Evidence;
using Vigil.Analysis.Statistics;
using Vigil.Core.Training;

namespace Vigil.Analysis.Steps;

/// <summary>The steps of a window with their durations, and which of them are warm-up.</summary>
internal sealed class StepTimes
{
    private const int LongestWarmUp = 10;
    private const double WarmUpRatio = 1.5;

    private StepTimes(RunEvidence evidence)
    {
        All = Durations(evidence.Steps);
        double[] seconds = [.. All.Select(static step => step.Seconds).Where(static value => !double.IsNaN(value))];
        MedianSeconds = Quantiles.Median(seconds);
        WarmUp = All.TakeWhile((step, index) => index < Math.Min(LongestWarmUp, All.Count / 2) && !(step.Seconds <= WarmUpRatio * MedianSeconds)).Count();
        SteadySeconds = [.. Steady.Select(static step => step.Seconds).Where(static value => !double.IsNaN(value))];
        MedianSeconds = Quantiles.Median(SteadySeconds);
        DataShare = ShareOfData();
    }

    /// <summary>Every reported step, in order.</summary>
    public IReadOnlyList<StepTime> All { get; }

    /// <summary>Reports at the beginning that took markedly longer than the others, or whose duration is not known.</summary>
    public int WarmUp { get; }

    /// <summary>The steps after the warm-up.</summary>
    public IEnumerable<StepTime> Steady => All.Skip(WarmUp);

    /// <summary>Known durations after the warm-up, in order of time, seconds.</summary>
    public double[] SteadySeconds { get; }

    /// <summary>Median duration after the warm-up, seconds; NaN when none is known.</summary>
    public double MedianSeconds { get; }

    /// <summary>Share of the steps' time, 0 to 1, that they waited for data, as the program says; NaN when it does not.</summary>
    public double DataShare { get; }

    /// <summary>Steps that say how long they waited for data, warm-up left out.</summary>
    public int DataCount { get; private set; }

    /// <summary>The steps of a window.</summary>
    public static StepTimes Of(RunEvidence evidence) => evidence.Derive(static evidence => new StepTimes(evidence));

    private static List<StepTime> Durations(IReadOnlyList<StepReading> readings)
    {
        var found = new List<StepTime>(readings.Count);
        StepReading? before = null;
        for (int i = 0; i < readings.Count; i++)
        {
            StepReading reading = readings[i];
            while (i + 1 < readings.Count && readings[i + 1].Step == reading.Step)
            {
                // The rest of a step may be told later: what is new is added, the time is that of its first report.
                reading = readings[++i].FillFrom(reading) with { UnixSeconds = reading.UnixSeconds };
            }

            long steps = before is null ? 1 : reading.Step - before.Step;
            double elapsed = before is not null && steps > 0 && reading.UnixSeconds > before.UnixSeconds
                ? reading.UnixSeconds - before.UnixSeconds
                : double.NaN;
            steps = Math.Max(1, steps);
            found.Add(new StepTime(reading.Step, reading.UnixSeconds, SecondsOf(reading, elapsed / steps), Usable(reading.DataSeconds), steps, elapsed, reading.Epoch ?? double.NaN));
            before = reading;
        }

        return found;
    }

    private static double SecondsOf(StepReading reading, double elapsed) =>
        Usable(reading.StepSeconds) is var said && !double.IsNaN(said) && said > 0 ? said
        : !double.IsNaN(elapsed) ? elapsed
        : Usable(reading.BatchSeconds) + (Usable(reading.DataSeconds) is var data && double.IsNaN(data) ? 0 : data);

    private static double Usable(double? seconds) => seconds is { } value && double.IsFinite(value) && value >= 0 ? value : double.NaN;

    private double ShareOfData()
    {
        double data = 0;
        double all = 0;
        foreach (StepTime step in Steady)
        {
            if (!double.IsNaN(step.DataSeconds) && step.Seconds > 0)
            {
                data += Math.Min(step.DataSeconds, step.Seconds) * step.Steps;
                all += step.Seconds * step.Steps;
                DataCount++;
            }
        }

        return all > 0 ? data / all : double.NaN;
    }
}
