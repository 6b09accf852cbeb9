using Vigil.Analysis.Evidence;
using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Rules.Training;

/// <summary>
/// A noisy curve as the levels of consecutive blocks, and how far a level may be trusted. Medians carry it, so that single
/// outliers move neither level nor noise; the error of a level is the larger of what the noise inside of blocks and what
/// the wandering from block to block tells, since losses wander.
/// </summary>
internal sealed class Curve
{
    /// <summary>Readings from which on there are four blocks, the least to tell a course from noise.</summary>
    public const int MinReadings = 20;

    private const int MaxBlocks = 60;
    private const int MinPerBlock = 5;
    private const int MaxUsedPerBlock = 64;
    private const double ErrorOfMedian = 1.2533;

    private readonly int[] _starts;

    private Curve(StepColumn column, int[] starts, double[] levels, double noise, double levelError)
    {
        Column = column;
        _starts = starts;
        Levels = levels;
        Noise = noise;
        LevelError = levelError;
    }

    /// <summary>The readings, finite ones alone.</summary>
    public StepColumn Column { get; }

    /// <summary>Median of each block, in order.</summary>
    public double[] Levels { get; }

    /// <summary>Spread of single readings about the level of their block, as a standard deviation.</summary>
    public double Noise { get; }

    /// <summary>Standard error of one level.</summary>
    public double LevelError { get; }

    /// <summary>Index of the first reading of a block; of the end for the number of blocks.</summary>
    public int Start(int block) => block == Levels.Length ? Column.Count : _starts[block];

    /// <summary>Block with the lowest level.</summary>
    public int Best => Array.IndexOf(Levels, Levels.Min());

    /// <summary>Mean of the levels of some blocks.</summary>
    public double Mean(int from, int to)
    {
        double sum = 0;
        for (int i = from; i < to; i++)
        {
            sum += Levels[i];
        }

        return sum / (to - from);
    }

    /// <summary>The curve of a column; null when there are too few finite readings.</summary>
    public static Curve? Of(StepColumn column)
    {
        StepColumn finite = column.Finite();
        if (finite.Count < MinReadings)
        {
            return null;
        }

        int blocks = Math.Min(MaxBlocks, finite.Count / MinPerBlock);
        var starts = new int[blocks];
        var levels = new double[blocks];
        var deviations = new List<double>(blocks * MinPerBlock);
        Span<double> used = stackalloc double[MaxUsedPerBlock];
        int perBlock = int.MaxValue;
        for (int block = 0; block < blocks; block++)
        {
            int start = (int)((long)finite.Count * block / blocks);
            int end = (int)((long)finite.Count * (block + 1) / blocks);
            int count = Math.Min(MaxUsedPerBlock, end - start);
            perBlock = Math.Min(perBlock, count);
            for (int i = 0; i < count; i++)
            {
                used[i] = finite.Values[start + (int)((long)(end - start) * i / count)];
            }

            starts[block] = start;
            levels[block] = Quantiles.Median(used[..count]);
            for (int i = 0; i < count; i++)
            {
                deviations.Add(Math.Abs(used[i] - levels[block]));
            }
        }

        double noise = RobustScale.ToStandardDeviation * Quantiles.Median([.. deviations]);
        double[] steps = [.. levels.Skip(1).Zip(levels, (after, before) => after - before)];
        double usual = Quantiles.Median([.. steps]);
        double wandering = RobustScale.ToStandardDeviation * Quantiles.Median([.. steps.Select(step => Math.Abs(step - usual))]) / Math.Sqrt(2);
        return new Curve(finite, starts, levels, noise, Math.Max(ErrorOfMedian * noise / Math.Sqrt(perBlock), wandering));
    }
}
