using System.Numerics;

namespace Vigil.Storage.Sqlite.Rollups;

/// <summary>
/// The slowest and the fastest growth of a counter as integers that keep their order: thousandths per second with eleven
/// leading bits, so that they are right to 0.1 % and pack well. The slowest is rounded down and the fastest up: what lay
/// between them still does.
/// </summary>
internal static class RateCode
{
    private const int Bits = 10;
    private const long Exact = 1L << (Bits + 1);

    /// <summary>The code of growth over a time.</summary>
    /// <param name="growth">0 or more.</param>
    /// <param name="elapsedMilliseconds">More than 0.</param>
    /// <param name="up">Whether to round up.</param>
    public static long Of(long growth, long elapsedMilliseconds, bool up)
    {
        double thousandths = growth * 1e6 / elapsedMilliseconds;
        long value = (long)Math.Min(up ? Math.Ceiling(thousandths) : Math.Floor(thousandths), 1L << 62);
        if (value < Exact)
        {
            return value;
        }

        int exponent = BitOperations.Log2((ulong)value) - Bits;
        long code = ((long)exponent << Bits) + (value >> exponent);
        return up && (value & ((1L << exponent) - 1)) != 0 ? code + 1 : code;
    }

    /// <summary>Growth per second.</summary>
    public static double PerSecond(long code)
    {
        if (code < Exact)
        {
            return code / 1000.0;
        }

        int exponent = (int)(code >> Bits) - 1;
        return Math.ScaleB(code - ((long)exponent << Bits), exponent) / 1000.0;
    }
}
