using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>Whether a floor rises by enough to matter.</summary>
internal static class Growth
{
    private const double MiB = 1 << 20;

    /// <summary>True when it grew, over what was seen of it, by a share and an amount, at a rate.</summary>
    public static bool Matters(Trend floor, double percent, double mebibytes, double mebibytesPerHour)
    {
        double before = floor.LevelAtEnd - floor.Change;
        return floor.Change > percent / 100 * Math.Max(before, 0) && floor.Change > mebibytes * MiB && floor.SlopePerSecond * 3600 > mebibytesPerHour * MiB;
    }
}
