using Vigil.Core.Series;
using Vigil.Storage.Sqlite.Rollups;

namespace Vigil.Storage.Sqlite.Series;

/// <summary>
/// The buckets of a request. They follow from the request alone, so that all series of a chart share them. From a minute on they are
/// whole minutes on whole minutes of Unix time, from an hour on whole hours: then roll-ups fall into them without a rest. The first
/// may begin a little before the window, and there may be fewer than asked for.
/// </summary>
/// <param name="Start">Start of the first bucket.</param>
/// <param name="Length">Length of each, milliseconds.</param>
/// <param name="Count">How many.</param>
internal readonly record struct BucketGrid(long Start, long Length, int Count)
{
    /// <summary>First instant after the last bucket.</summary>
    public long End => Start + (Count * Length);

    /// <summary>The level whose roll-ups these buckets are made of where they are there; null for samples.</summary>
    public RollupLevel? Level =>
        Length >= RollupLevel.Hour.StepMilliseconds ? RollupLevel.Hour
        : Length >= RollupLevel.Minute.StepMilliseconds ? RollupLevel.Minute
        : null;

    /// <summary>The buckets of a request.</summary>
    public static BucketGrid Of(SeriesRequest request)
    {
        long from = request.FromUnixMilliseconds;
        long range = Math.Max(0, request.ToUnixMilliseconds - from);
        long length = Math.Max(1, (range + request.Points - 1) / request.Points);
        long step = length >= RollupLevel.Hour.StepMilliseconds ? RollupLevel.Hour.StepMilliseconds
            : length >= RollupLevel.Minute.StepMilliseconds ? RollupLevel.Minute.StepMilliseconds
            : 1;
        length = RollupLevel.Ceiling(length, step);
        long start = RollupLevel.Floor(from, step);
        range = Math.Max(0, request.ToUnixMilliseconds - start);
        if (range > length * request.Points)
        {
            length += step;
        }

        return new BucketGrid(start, length, (int)((range + length - 1) / length));
    }

    /// <summary>Start of each bucket.</summary>
    public long[] Starts()
    {
        long[] starts = new long[Count];
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = Start + (i * Length);
        }

        return starts;
    }
}
