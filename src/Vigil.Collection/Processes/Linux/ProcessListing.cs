using Vigil.Collection.Files;

namespace Vigil.Collection.Processes.Linux;

/// <summary>
/// Lists the numbers of all processes, but only when there may be new ones: the last number that the kernel gave out
/// (<c>/proc/loadavg</c>) tells that nothing was started, for a microsecond instead of a walk over all processes.
/// </summary>
internal sealed class ProcessListing : IDisposable
{
    private readonly ProcDirectory _proc;
    private readonly KernelFile? _loadAverage;
    private readonly DirectoryLister _lister;
    private readonly byte[] _buffer = new byte[128];
    private readonly List<int> _pids = [];
    private long _lastNumber = -1;

    public ProcessListing(ProcDirectory proc, HostPaths paths, DirectoryLister lister)
    {
        _proc = proc;
        _loadAverage = KernelFile.TryOpen(paths.Proc("loadavg"));
        _lister = lister;
    }

    /// <summary>The processes at the latest listing.</summary>
    public List<int> Pids => _pids;

    /// <summary>Whether processes or threads were started since the latest listing, as far as can be told.</summary>
    public bool MayHaveNew() => LastNumber() is var last && (last <= 0 || last != _lastNumber);

    /// <summary>Lists all processes. False when that failed.</summary>
    public bool TryList()
    {
        // Asked for first: what starts while the list is made shows as new next time.
        long lastNumber = LastNumber();
        if (!_lister.TryListNumbers(_proc.Descriptor, _pids))
        {
            return false;
        }

        _lastNumber = lastNumber;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _loadAverage?.Dispose();

    private long LastNumber()
    {
        int length = _loadAverage?.Read(_buffer) ?? 0;
        if (length <= 0)
        {
            return -1;
        }

        var words = new AsciiScanner(_buffer.AsSpan(0, length));
        words.SkipWords(4);
        return words.ReadInt64();
    }
}
