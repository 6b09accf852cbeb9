using System.ComponentModel.DataAnnotations;

namespace Vigil.Collection.Resources;

/// <summary>Switches and thresholds of the resource block, its alerts and its CSV files.</summary>
public sealed record ResourceMonitorOptions
{
    /// <summary>Whether anything is done at all; default true. When false nothing is read and nothing costs.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Print and export every so many steps (batches); 1 to 1,000,000, default 10.</summary>
    [Range(1, 1_000_000)]
    public int LogInterval { get; init; } = 10;

    /// <summary>Whether GPUs are read; default true.</summary>
    public bool GpuMonitoring { get; init; } = true;

    /// <summary>Whether CPU and memory are read; default true.</summary>
    public bool CpuMonitoring { get; init; } = true;

    /// <summary>Whether disk traffic is read; default true.</summary>
    public bool IoMonitoring { get; init; } = true;

    /// <summary>Whether low GPU utilisation raises an alert; default true.</summary>
    public bool AlertGpuUnderutilization { get; init; } = true;

    /// <summary>Whether high memory use raises an alert; default true.</summary>
    public bool AlertMemoryPressure { get; init; } = true;

    /// <summary>Whether waiting for disks raises an alert; default true.</summary>
    public bool AlertIoBottleneck { get; init; } = true;

    /// <summary>GPU utilisation below which an alert is raised, 0 to 1, default 0.5.</summary>
    [Range(0, 1)]
    public double GpuUtilThreshold { get; init; } = 0.5;

    /// <summary>Share of memory above which an alert is raised, 0 to 1, default 0.9.</summary>
    [Range(0, 1)]
    public double MemoryThreshold { get; init; } = 0.9;

    /// <summary>Share of time waiting for disks above which an alert is raised, 0 to 1, default 0.3.</summary>
    [Range(0, 1)]
    public double IoWaitThreshold { get; init; } = 0.3;

    /// <summary>GPU temperature above which an alert is raised, degrees Celsius, 0 to 200, default 80.</summary>
    [Range(0, 200)]
    public double GpuTemperatureThreshold { get; init; } = 80;

    /// <summary>Whether <c>epoch_N.csv</c> files are written; default true.</summary>
    public bool ExportTimeSeries { get; init; } = true;

    /// <summary>Folder of the CSV files; default <c>resource_logs</c>, made when missing.</summary>
    public string TimeSeriesPath { get; init; } = "resource_logs";
}
