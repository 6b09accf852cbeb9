using Vigil.Core.Operations;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>A stretch of tallies of one level.</summary>
/// <param name="Level">0 for minutes, 1 for hours, 2 for days.</param>
/// <param name="From">First start, Unix seconds, inclusive.</param>
/// <param name="To">Last start, exclusive.</param>
internal readonly record struct OperationWindow(int Level, long From, long To)
{
    private const long Minute = 60;
    private const long Hour = 3600;
    private const long Day = 86_400;

    /// <summary>Lengths of the levels' stretches, seconds.</summary>
    public static ReadOnlySpan<long> Lengths => [Minute, Hour, Day];

    /// <summary>Where the stretch of a level that holds an instant begins.</summary>
    public static long Start(int level, double unixSeconds) => (long)Math.Floor(unixSeconds / Lengths[level]) * Lengths[level];

    /// <summary>
    /// The fewest tallies that cover a window: whole days within it, whole hours on either side, minutes at its ends. Where minutes
    /// or hours are no longer kept the next larger stretches take their place.
    /// </summary>
    public static List<OperationWindow> Cover(double from, double to, double now)
    {
        // 9999-12-31: what lies beyond is no time.
        const double End = 253_402_300_799;
        double first = Math.Clamp(from, 0, End);
        double last = Math.Clamp(to, 0, End);
        var windows = new List<OperationWindow>();
        int level = LeastKept(first, now);
        Split(windows, 2, level, Start(level, first), Ceiling(0, last));
        return windows;
    }

    /// <summary>The length of steps that a window can be told in: the one asked for, or the next whole hours or days where shorter ones are no longer kept.</summary>
    public static long KeptStep(long seconds, double from, double now) => Ceiling(LeastKept(from, now), seconds);

    private static int LeastKept(double from, double now) =>
        from < now - OperationRetention.Hours.TotalSeconds ? 2 : from < now - OperationRetention.Minutes.TotalSeconds ? 1 : 0;

    private static void Split(List<OperationWindow> windows, int level, int least, long from, long to)
    {
        if (from >= to)
        {
            return;
        }

        if (level == least)
        {
            windows.Add(new OperationWindow(level, from, Ceiling(level, to)));
            return;
        }

        long inner = Ceiling(level, from);
        long end = Start(level, to);
        if (inner >= end)
        {
            Split(windows, level - 1, least, from, to);
            return;
        }

        windows.Add(new OperationWindow(level, inner, end));
        Split(windows, level - 1, least, from, inner);

        // The end may lie where minutes are kept even when the beginning does not: its hours are all there.
        Split(windows, level - 1, Math.Min(least, level - 1), end, to);
    }

    private static long Ceiling(int level, double unixSeconds) => (long)Math.Ceiling(unixSeconds / Lengths[level]) * Lengths[level];
}
