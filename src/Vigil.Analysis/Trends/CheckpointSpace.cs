using Vigil.Analysis.Evidence;
using Vigil.Analysis.Statistics;
using Vigil.Core.Events;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Trends;

/// <summary>
/// What checkpoints take of the free space: the fall from the most that was free in the minute before the event to the least within
/// half a minute after it. Old checkpoints may be deleted once the new one stands, so the least counts, not what remains.
/// </summary>
internal static class CheckpointSpace
{
    private const double SecondsBefore = 60;
    private const double SecondsAfter = 30;

    /// <summary>Less than this is what logs and other programs write.</summary>
    private const double LeastBytes = 1 << 20;

    public static CheckpointForecast? Of(RunEvidence evidence)
    {
        double[] events = [.. evidence.EventsOf(EventTypes.CheckpointSaved).Select(saved => saved.UnixSeconds)];
        CheckpointForecast? best = null;
        foreach (SubjectSeries space in events.Length == 0 ? [] : evidence.Of(SubjectKind.FileSystem).Where(space => space.Subject.Key is "output" or "work"))
        {
            double[] free = space.Values(FileSystemMetrics.Available);
            double[] falls = [.. events.Select((_, i) => FallAt(space.Times, free, events, i)).Where(fall => fall >= LeastBytes)];
            double now = Array.FindLast(free, double.IsFinite);

            // Where output and working folder are one file system both show the falls; the output's is the one that is meant.
            if (falls.Length > 0 && (best is null || space.Subject.Key == "output"))
            {
                best = new CheckpointForecast
                {
                    FileSystem = space.Subject.Key,
                    Count = falls.Length,
                    MedianBytes = Quantiles.Median(falls),
                    LargestBytes = falls.Max(),
                    FreeBytes = now,
                };
            }
        }

        return best;
    }

    private static double FallAt(double[] times, double[] free, double[] events, int i)
    {
        double from = Math.Max(events[i] - SecondsBefore, i > 0 ? events[i - 1] : double.NegativeInfinity);
        double to = Math.Min(events[i] + SecondsAfter, i + 1 < events.Length ? events[i + 1] : double.PositiveInfinity);
        double most = double.NaN;
        double fall = 0;
        for (int row = 0; row < times.Length; row++)
        {
            if (times[row] < from || times[row] > to || !double.IsFinite(free[row]))
            {
                continue;
            }

            if (times[row] <= events[i] && !(free[row] <= most))
            {
                most = free[row];
            }

            fall = Math.Max(fall, most - free[row]);
        }

        return fall;
    }
}
