namespace Vigil.Core.Operations;

/// <summary>How many operations there were, how they ended and how long they took. Tallies add up without loss. Not thread-safe.</summary>
public sealed class OperationTally
{
    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>Those that failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Those that were called off.</summary>
    public long Cancelled { get; private set; }

    /// <summary>How often something was tried again.</summary>
    public long Retries { get; private set; }

    /// <summary>Time of all together, nanoseconds.</summary>
    public double TotalNanoseconds { get; private set; }

    /// <summary>The shortest, nanoseconds; 0 when there is none.</summary>
    public long LeastNanoseconds { get; private set; }

    /// <summary>The longest, nanoseconds; 0 when there is none.</summary>
    public long MostNanoseconds { get; private set; }

    /// <summary>The durations.</summary>
    public DurationSketch Durations { get; } = new();

    /// <summary>Share that succeeded of those not called off, 0 to 1; NaN when there is none.</summary>
    public double SuccessRate => Count == Cancelled ? double.NaN : (double)(Count - Cancelled - Failed) / (Count - Cancelled);

    /// <summary>Mean duration, nanoseconds; NaN when there is none.</summary>
    public double MeanNanoseconds => Count == 0 ? double.NaN : TotalNanoseconds / Count;

    /// <summary>Counts an operation.</summary>
    public void Add(long durationNanoseconds, OperationOutcome outcome, int retries = 0, long times = 1)
    {
        long duration = Math.Max(0, durationNanoseconds);
        LeastNanoseconds = Count == 0 ? duration : Math.Min(LeastNanoseconds, duration);
        MostNanoseconds = Math.Max(MostNanoseconds, duration);
        Count += times;
        Failed += outcome == OperationOutcome.Failed ? times : 0;
        Cancelled += outcome == OperationOutcome.Cancelled ? times : 0;
        Retries += retries * times;
        TotalNanoseconds += (double)duration * times;
        Durations.Add(duration, times);
    }

    /// <summary>Adds another tally.</summary>
    public void Merge(OperationTally other)
    {
        MergeFigures(other.Count, other.Failed, other.Cancelled, other.Retries, other.TotalNanoseconds, other.LeastNanoseconds, other.MostNanoseconds);
        Durations.Merge(other.Durations);
    }

    /// <summary>Adds the figures of a tally that was stored. Its durations must be added to <see cref="Durations"/> beside.</summary>
    public void MergeFigures(long count, long failed, long cancelled, long retries, double totalNanoseconds, long leastNanoseconds, long mostNanoseconds)
    {
        if (count == 0)
        {
            return;
        }

        LeastNanoseconds = Count == 0 ? leastNanoseconds : Math.Min(LeastNanoseconds, leastNanoseconds);
        MostNanoseconds = Math.Max(MostNanoseconds, mostNanoseconds);
        Count += count;
        Failed += failed;
        Cancelled += cancelled;
        Retries += retries;
        TotalNanoseconds += totalNanoseconds;
    }

    /// <summary>A quantile of the durations, nanoseconds, between the shortest and the longest; NaN when there is none.</summary>
    public double Quantile(double share) => Count == 0 ? double.NaN : Math.Clamp(Durations.Quantile(share), LeastNanoseconds, MostNanoseconds);
}
