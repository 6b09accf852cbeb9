using System.Numerics;

namespace Vigil.Storage.Encoding;

/// <summary>
/// The parameter of a Golomb-Rice code that follows the data: k bits of each number are written as they are and the rest
/// in unary, with k near the logarithm of the running mean. Near the entropy of what counters and gauges do from second
/// to second, with nothing to store but the starting value. (Rice, "Some practical universal noiseless coding
/// techniques", 1979; the running mean as lossless audio coders use it.)
/// </summary>
internal struct RiceState
{
    /// <summary>A quotient of this size or more is written in another way: the number of its bits, then the bits.</summary>
    public const int Escape = 20;

    /// <summary>The largest starting parameter.</summary>
    public const int MaxK = 40;

    private const int Shift = 5;
    private const ulong Clamp = 1UL << MaxK;
    private ulong _sum;

    /// <summary>A state whose running mean is about 2^k.</summary>
    public RiceState(int k) => _sum = (1UL << (k + Shift)) - (k == 0 ? 1UL << (Shift - 1) : 0);

    /// <summary>Bits written as they are.</summary>
    public readonly int K => BitOperations.Log2(((_sum + 10) >> Shift) | 1);

    /// <summary>The starting parameter that suits a stretch of numbers.</summary>
    public static int Suggest(ReadOnlySpan<ulong> values)
    {
        values = values[..Math.Min(values.Length, 1 << Shift)];
        ulong sum = 0;
        foreach (ulong value in values)
        {
            sum += Math.Min(value, Clamp);
        }

        return values.IsEmpty ? 0 : Math.Min(MaxK, BitOperations.Log2((sum / (ulong)values.Length) | 1));
    }

    /// <summary>Takes one coded number into the running mean.</summary>
    public void Update(ulong value) => _sum += Math.Min(value, Clamp) - (_sum >> Shift);

    /// <summary>Bits that the number would take, and the state moved on.</summary>
    public int Cost(ulong value)
    {
        int k = K;
        ulong quotient = value >> k;
        Update(value);
        return quotient < Escape ? (int)quotient + 1 + k : Escape + 7 + 64 - BitOperations.LeadingZeroCount(value);
    }
}
