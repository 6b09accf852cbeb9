using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules;

/// <summary>Expected effects as the rules give them.</summary>
internal static class Effects
{
    /// <summary>A shorter step, in percent of the present one: at most by <paramref name="most"/>, the share that is lost now.</summary>
    public static Effect StepTime(double most, double expected, double least, string basis, bool isMeasured)
    {
        // Counters that are read one after the other may say a little more than all.
        double bound = Math.Clamp(most, 0, 100);
        double middle = Math.Clamp(expected, 0, bound);
        return new Effect
        {
            Quantity = "step_time",
            Unit = "%",
            Low = -bound,
            Expected = -middle,
            High = -Math.Clamp(least, 0, middle),
            Basis = basis,
            IsMeasured = isMeasured,
        };
    }

    /// <summary>A shorter step by anything from nothing to all that is lost now, with half of it expected.</summary>
    public static Effect UpTo(double lostPercent, string basis) => StepTime(lostPercent, lostPercent / 2, 0, basis, isMeasured: false);
}
