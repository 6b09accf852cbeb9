using Vigil.Collection.Files;
using Vigil.Collection.Gpu;
using Vigil.Collection.KernelLog;
using Vigil.Collection.Platforms;
using Vigil.Collection.Processes;
using Vigil.Collection.Recording;
using Vigil.Collection.Sampling;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Monitoring;

/// <summary>
/// A machine being recorded without a program: the sampler and the collectors of a run, over the file systems that are
/// mounted and the processes that use most. Its writer belongs to a record of <see cref="RunKind.Monitor"/>.
/// </summary>
public sealed class MachineRecording : IDisposable
{
    /// <summary>Its control group is that of the machine, or of the container that all of this lives in.</summary>
    private const int FirstProcess = 1;

    private readonly Recorder _recorder;
    private readonly KernelLogCollector _kernelLog = new();

    /// <summary>Prepares; nothing is read before <see cref="Start"/>.</summary>
    /// <param name="options">What to record.</param>
    /// <param name="writer">Where everything goes; not disposed.</param>
    /// <param name="time">The clock.</param>
    public MachineRecording(MachineMonitorOptions options, IRunWriter writer, TimeProvider time)
    {
        IReadOnlyList<ICollector> collectors = options.Collectors?.Invoke(writer, time) ?? Everything(options, writer, time);

        // The process that serves records beside its work: what it costs is not the cost of recording.
        _recorder = new Recorder(options.Recorder, [.. collectors, _kernelLog], FrameObservers.Create(options.Recorder, _kernelLog), [], writer, time) { OwnsProcess = false };
    }

    /// <summary>Takes the first sample and goes on in the background.</summary>
    public void Start() => _recorder.Start();

    /// <summary>Takes a last sample and ends.</summary>
    public void Dispose() => _recorder.Dispose();

    private static List<ICollector> Everything(MachineMonitorOptions options, IEventSink events, TimeProvider time)
    {
        int pid = OperatingSystem.IsLinux() ? FirstProcess : Environment.ProcessId;
        var collectors = new List<ICollector>(MachineCollectors.ForThisMachine(pid, MountedFileSystems.OfThisMachine(), time))
        {
            new GpuCollector(new GpuOptions(), HostPaths.Real, events, time),
        };
        if (OperatingSystem.IsLinux() && options.TopProcesses > 0)
        {
            // After the GPUs: who holds one is among the processes that are chosen.
            collectors.Add(new TopProcessesCollector(HostPaths.Real, options.TopProcesses, time));
        }

        return collectors;
    }
}
