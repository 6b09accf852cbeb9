using Vigil.Core.Training;

namespace Vigil.Storage.Sqlite.Training;

/// <summary>
/// Keeps programs that make thousands of steps a second from filling the disk. Of the steps that came since the last
/// transaction an even selection is kept when they are more than the rate allows for that time; the first and the last
/// of them, and every one with a number that is not finite, always.
/// </summary>
/// <param name="mostPerSecond">Steps per second to keep; 0 keeps all.</param>
internal sealed class StepThinning(int mostPerSecond)
{
    // A program that prints in bursts may use up what it saved while silent, up to this long.
    private const double MostSeconds = 10;

    /// <summary>Calls back for each step to keep.</summary>
    /// <param name="steps">The steps that came.</param>
    /// <param name="elapsedSeconds">Time in which they came.</param>
    /// <param name="keep">Receives the kept ones, in order.</param>
    /// <returns>Steps left out.</returns>
    public long Select(IReadOnlyList<StepReading> steps, double elapsedSeconds, Action<StepReading> keep)
    {
        int allowed = (int)(mostPerSecond * Math.Clamp(elapsedSeconds, 1, MostSeconds));
        if (mostPerSecond == 0 || steps.Count <= allowed)
        {
            foreach (StepReading step in steps)
            {
                keep(step);
            }

            return 0;
        }

        long left = 0;
        for (int i = 0; i < steps.Count; i++)
        {
            // The steps at which the count of kept ones, spread evenly over all, grows by one.
            bool even = (long)(i + 1) * allowed / steps.Count > (long)i * allowed / steps.Count;
            if (even || i == 0 || i == steps.Count - 1 || IsOdd(steps[i]))
            {
                keep(steps[i]);
            }
            else
            {
                left++;
            }
        }

        return left;
    }

    private static bool IsOdd(StepReading step)
    {
        if (!IsFinite(step.Loss) || !IsFinite(step.GeneratorLoss) || !IsFinite(step.DiscriminatorLoss) || !IsFinite(step.GradientNorm))
        {
            return true;
        }

        foreach (KeyValuePair<string, double> other in step.Others)
        {
            if (!double.IsFinite(other.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFinite(double? value) => value is null || double.IsFinite(value.Value);
}
