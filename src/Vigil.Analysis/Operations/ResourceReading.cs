namespace Vigil.Analysis.Operations;

/// <summary>What the machine did at an instant; null where it was not read.</summary>
/// <param name="UnixSeconds">When.</param>
/// <param name="CpuPercent">Processors in use, 0 to 100.</param>
/// <param name="MemoryPercent">Memory in use, 0 to 100.</param>
/// <param name="GpuPercent">Accelerators in use, 0 to 100.</param>
/// <param name="DiskFreeGibibytes">Free space of the fullest watched file system, GiB.</param>
public readonly record struct ResourceReading(double UnixSeconds, double? CpuPercent, double? MemoryPercent, double? GpuPercent, double? DiskFreeGibibytes);
