namespace Vigil.Collection.Sampling;

/// <summary>
/// Chooses the time to the next sample: the ordinary interval while there is room, shorter as memory nears its limit, so
/// that the last seconds before an out-of-memory kill are seen. A process that allocates as fast as it can fills
/// gigabytes in a second; what matters is the time left at the present rate of growth, not the level alone.
/// </summary>
internal static class AdaptiveInterval
{
    /// <summary>Samples wanted between now and the moment at which memory would be full.</summary>
    private const double SamplesToLimit = 10;

    /// <summary>Share of memory in use from which the fastest interval holds, growing or not.</summary>
    private const double NearlyFullRatio = 0.98;

    private const double CriticalIntervalSeconds = 0.5;

    /// <summary>How long the interval of the start holds.</summary>
    private const double StartSeconds = 2;

    /// <param name="options">Bounds.</param>
    /// <param name="usedRatio">Share of memory in use, 0 to 1; null when not known.</param>
    /// <param name="growthPerSecond">Growth of that share per second; negative when it shrinks.</param>
    /// <param name="ageSeconds">Time since the first sample, seconds.</param>
    /// <returns>Seconds to the next sample.</returns>
    public static double Choose(RecorderOptions options, double? usedRatio, double growthPerSecond, double ageSeconds)
    {
        double ordinary = ageSeconds < StartSeconds && options.StartIntervalSeconds is { } start
            ? Math.Min(options.SampleIntervalSeconds, start)
            : options.SampleIntervalSeconds;
        double fastest = Math.Min(ordinary, options.FastestIntervalSeconds);
        if (usedRatio is not { } used)
        {
            return ordinary;
        }

        double wanted = ordinary;
        if (growthPerSecond > 0)
        {
            double secondsLeft = Math.Max(0, 1 - used) / growthPerSecond;
            wanted = secondsLeft / SamplesToLimit;
        }

        if (used >= options.MemoryCriticalThreshold)
        {
            // Level alone: within the critical zone twice a second at least, as fast as may be when nearly nothing is left.
            wanted = Math.Min(wanted, used >= NearlyFullRatio ? fastest : CriticalIntervalSeconds);
        }

        return Math.Clamp(wanted, fastest, ordinary);
    }
}
