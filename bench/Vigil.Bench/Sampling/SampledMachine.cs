using Vigil.Collection.Sampling;
using Vigil.Collection.Files;
using Vigil.Collection.Gpu;
using Vigil.Collection.KernelLog;
using Vigil.Collection.Machine.Linux;
using Vigil.Collection.Processes;
using Vigil.Collection.Recording;
using Vigil.Core.Sampling;

namespace Vigil.Bench.Sampling;

/// <summary>Vigil's own recorder over a tree of processes, with everything that <c>vigil run</c> reads and no store behind it.</summary>
internal sealed class SampledMachine : IDisposable
{
    /// <summary>Files that Vigil keeps open and reads at every tenth sample only, so that the floor does not read them.</summary>
    private static readonly string[] s_readRarely =
        ["memory.limit_in_bytes", "memory.max", "cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.max"];

    private readonly Recorder _recorder;
    private readonly HashSet<int> _pids;
    private readonly HashSet<string> _openBefore;

    /// <summary>Opens everything and takes the first sample.</summary>
    /// <param name="pids">The tree; the first is its root.</param>
    public SampledMachine(IReadOnlyList<int> pids)
    {
        _pids = [.. pids];
        _openBefore = [.. OpenFiles()];
        var writer = new DiscardingWriter();
        var kernelLog = new KernelLogCollector();
        var options = new RecorderOptions();
        FileSystemTarget[] fileSystems = [new("work", Environment.CurrentDirectory), FileSystemTarget.SharedMemory];
        Processes = new ProcessTreeCollector(HostPaths.Real, ProcessTreeRoot.OfProgram(pids[0]), writer, TimeProvider.System);
        ICollector[] collectors =
        [
            .. LinuxMachineCollectors.Create(HostPaths.Real, pids[0], fileSystems, TimeProvider.System),
            Processes,
            new GpuCollector(new GpuOptions(), HostPaths.Real, writer, TimeProvider.System),
            kernelLog,
        ];
        _recorder = new Recorder(options, collectors, FrameObservers.Create(options, kernelLog), [], writer, TimeProvider.System);
        _recorder.Sample();
    }

    /// <summary>The process tree, to see how many are watched.</summary>
    public ProcessTreeCollector Processes { get; }

    /// <summary>Time spent in each collector so far, by name.</summary>
    public IEnumerable<(string Name, TimeSpan Spent)> Spent =>
        _recorder.Health.Select(collector => (collector.Key, collector.Value.Spent));

    /// <summary>Takes one sample.</summary>
    public void Sample() => _recorder.Sample();

    /// <summary>The files of the machine that it holds open and reads at each sample, those of the watched processes left out.</summary>
    public IReadOnlyList<string> MachineFiles() =>
        [.. OpenFiles().Where(path => !_openBefore.Contains(path) && IsReadAtEachSample(path)).Distinct()];

    /// <inheritdoc/>
    public void Dispose() => _recorder.Dispose();

    private static IEnumerable<string> OpenFiles() =>
        new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Select(file => file.LinkTarget).OfType<string>();

    private bool IsReadAtEachSample(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1
            && ((parts[0] == "proc" && !(int.TryParse(parts[1], out int pid) && _pids.Contains(pid)))
                || (parts[0] == "sys" && !s_readRarely.Contains(parts[^1])));
    }
}
