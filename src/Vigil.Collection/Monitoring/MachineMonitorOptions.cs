using Vigil.Collection.InProcess;
using Vigil.Collection.Sampling;

namespace Vigil.Collection.Monitoring;

/// <summary>How a machine is recorded without a program.</summary>
public sealed record MachineMonitorOptions
{
    /// <summary>Interval and thresholds of events; sampled once a second by default.</summary>
    public RecorderOptions Recorder { get; init; } = new();

    /// <summary>
    /// Processes recorded by each of CPU time, memory and GPU, 0 to 100; 0 records none. Default 10. On Linux alone.
    /// </summary>
    public int TopProcesses { get; init; } = 10;

    /// <summary>What is read; null, the default, for all that this machine has.</summary>
    public CollectorFactory? Collectors { get; init; }
}
