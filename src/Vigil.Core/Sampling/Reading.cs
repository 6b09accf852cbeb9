namespace Vigil.Core.Sampling;

/// <summary>The one special value among stored integers.</summary>
public static class Reading
{
    /// <summary>The source gave no value: distinct from zero and from failure to ask.</summary>
    public const long NotAvailable = long.MinValue;

    /// <summary>
    /// A floating point number as a stored integer: its bits. Negative zero, whose bits are those of <see cref="NotAvailable"/>,
    /// is kept as zero; every other number comes back as it was.
    /// </summary>
    public static long OfReal(double value) => value == 0 ? 0 : BitConverter.DoubleToInt64Bits(value);
}
