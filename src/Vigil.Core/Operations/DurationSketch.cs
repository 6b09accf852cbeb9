namespace Vigil.Core.Operations;

/// <summary>
/// Durations counted in bins whose bounds grow geometrically, so that any quantile is known within a stated share of its value,
/// and sketches add up without loss. (Masson, Rim, Lee, "DDSketch", VLDB 2019.) Not thread-safe.
/// </summary>
public sealed class DurationSketch
{
    /// <summary>How far a quantile may lie from a true one, as a share of it.</summary>
    public const double RelativeError = 0.01;

    /// <summary>Bins there can be: durations up to 2^63 − 1 ns have a bin each.</summary>
    public const int MostBins = 2186;

    private const double Gamma = (1 + RelativeError) / (1 - RelativeError);
    private static readonly double s_binsPerNeper = 1 / Math.Log(Gamma);
    private long[] _counts = [];

    /// <summary>Number of the first bin held; meaningless when there is none.</summary>
    public int FirstBin { get; private set; }

    /// <summary>Counts from <see cref="FirstBin"/> on.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Durations counted.</summary>
    public long Count { get; private set; }

    /// <summary>The bin of a duration: 0 up to one nanosecond, then the least i with γ^i at or above it.</summary>
    public static int BinOf(long nanoseconds) =>
        nanoseconds <= 1 ? 0 : Math.Min(MostBins - 1, (int)Math.Ceiling(Math.Log(nanoseconds) * s_binsPerNeper));

    /// <summary>The duration that stands for a bin, nanoseconds: within the error of everything in it.</summary>
    public static double ValueOf(int bin) => bin == 0 ? 1 : 2 * Math.Pow(Gamma, bin) / (Gamma + 1);

    /// <summary>The longest duration that a bin takes, nanoseconds.</summary>
    public static double UpperBoundOf(int bin) => Math.Pow(Gamma, bin);

    /// <summary>Counts a duration.</summary>
    public void Add(long nanoseconds, long times = 1) => AddBin(BinOf(nanoseconds), times);

    /// <summary>Counts durations by their bin.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bin, or fewer than none.</exception>
    public void AddBin(int bin, long times)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)bin, (uint)MostBins);
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        Cover(bin, bin);
        _counts[bin - FirstBin] += times;
        Count += times;
    }

    /// <summary>Adds another sketch: the same as if everything had been counted in one.</summary>
    public void Merge(DurationSketch other)
    {
        if (other._counts.Length == 0)
        {
            return;
        }

        Cover(other.FirstBin, other.FirstBin + other._counts.Length - 1);
        Span<long> into = _counts.AsSpan(other.FirstBin - FirstBin, other._counts.Length);
        for (int i = 0; i < into.Length; i++)
        {
            into[i] += other._counts[i];
        }

        Count += other.Count;
    }

    /// <summary>A quantile, nanoseconds; NaN when nothing was counted.</summary>
    /// <param name="share">0 to 1: 0.95 for the duration that 95 % do not exceed.</param>
    public double Quantile(double share)
    {
        if (Count == 0)
        {
            return double.NaN;
        }

        // The rank counts from 0, as in the paper: the value at ⌊share · (n − 1)⌋ in order.
        long rank = (long)(Math.Clamp(share, 0, 1) * (Count - 1));
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen > rank)
            {
                return ValueOf(FirstBin + i);
            }
        }

        return ValueOf(FirstBin + _counts.Length - 1);
    }

    /// <summary>How many took longer than a duration, within its error.</summary>
    public long CountAbove(long nanoseconds)
    {
        int first = Math.Clamp(BinOf(nanoseconds) + 1 - FirstBin, 0, _counts.Length);
        long above = 0;
        foreach (long count in _counts.AsSpan(first))
        {
            above += count;
        }

        return above;
    }

    // Room for the bins asked for. Grows to the next multiple of eight either way, so that it does not grow often.
    private void Cover(int first, int last)
    {
        if (_counts.Length > 0 && first >= FirstBin && last < FirstBin + _counts.Length)
        {
            return;
        }

        int from = (_counts.Length == 0 ? first : Math.Min(first, FirstBin)) & ~7;
        int to = Math.Min(MostBins - 1, (_counts.Length == 0 ? last : Math.Max(last, FirstBin + _counts.Length - 1)) | 7);
        long[] wider = new long[to - from + 1];
        if (_counts.Length > 0)
        {
            _counts.CopyTo(wider, FirstBin - from);
        }

        _counts = wider;
        FirstBin = from;
    }
}
