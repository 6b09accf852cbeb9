namespace Vigil.Collection.Resources;

/// <summary>One GPU over a short window. Null means not available.</summary>
/// <param name="Index">Its number in the driver's order.</param>
/// <param name="UtilizationPercent">Utilisation, mean of the window.</param>
/// <param name="MemoryUsedMegabytes">Memory in use, 2^20 bytes.</param>
/// <param name="MemoryTotalMegabytes">Memory, 2^20 bytes.</param>
/// <param name="TemperatureCelsius">Temperature.</param>
/// <param name="PowerWatts">Power drawn.</param>
public readonly record struct GpuReadings(
    int Index,
    double? UtilizationPercent,
    double? MemoryUsedMegabytes,
    double? MemoryTotalMegabytes,
    double? TemperatureCelsius,
    double? PowerWatts)
{
    /// <summary>Memory in use, percent.</summary>
    public double? MemoryPercent => MemoryTotalMegabytes > 0 ? MemoryUsedMegabytes / MemoryTotalMegabytes * 100 : null;
}
