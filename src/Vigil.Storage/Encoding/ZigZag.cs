namespace Vigil.Storage.Encoding;

/// <summary>Maps signed numbers to unsigned ones so that small magnitudes stay small: 0, -1, 1, -2, 2 … Exact for every value.</summary>
internal static class ZigZag
{
    /// <summary>Signed to unsigned.</summary>
    public static ulong Encode(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>Unsigned to signed.</summary>
    public static long Decode(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
