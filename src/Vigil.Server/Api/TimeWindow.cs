namespace Vigil.Server.Api;

/// <summary>Windows of time as requests name them.</summary>
internal static class TimeWindow
{
    public const string Fault = "from and to must be instants in seconds, from not after to.";

    /// <summary>Further from the epoch than any clock goes, seconds.</summary>
    private const double Furthest = 1e11;

    public static bool IsSound(double from, double to) =>
        double.IsFinite(from) && double.IsFinite(to) && Math.Abs(from) <= Furthest && Math.Abs(to) <= Furthest && from <= to;
}
