namespace Vigil.Telemetry.Receiving;

/// <summary>
/// The buckets that exponential histograms are kept in: their own change with what is measured, while columns stay. Bucket bounds
/// are the powers of √2 from 2⁻²⁰ to 2²⁰ (a microsecond to twelve days, in seconds); finer buckets fall into these without loss, as
/// their bounds are among them; what lies beyond goes into the outermost. Buckets coarser than these are counted at their upper bound.
/// </summary>
internal static class ExponentialGrid
{
    /// <summary>Number of buckets.</summary>
    public const int Buckets = Last - First + 1;

    private const int Scale = 1;
    private const int First = -40;
    private const int Last = 40;

    /// <summary>Upper bounds of all buckets but the last, which has none.</summary>
    public static double[] Bounds { get; } = [.. Enumerable.Range(First, Buckets - 1).Select(index => Math.Pow(2, (index + 1) / 2.0))];

    /// <summary>The bucket here of a bucket of a histogram of another scale.</summary>
    public static int BucketOf(long index, int scale)
    {
        long here = scale >= Scale
            ? index >> Math.Min(63, scale - Scale)
            : Math.Clamp(index, -1L << 31, 1L << 31) is var bounded && Scale - scale is var doublings && doublings < 31 ? ((bounded + 1) << doublings) - 1
            : index < 0 ? First : Last;
        return (int)(Math.Clamp(here, First, Last) - First);
    }
}
