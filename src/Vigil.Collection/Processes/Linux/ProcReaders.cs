using Vigil.Collection.Files;

namespace Vigil.Collection.Processes.Linux;

/// <summary>What reads processes from one open <c>/proc</c>.</summary>
internal sealed class ProcReaders : IDisposable
{
    private readonly ProcDirectory _proc;
    private readonly ProcessListing _listing;

    private ProcReaders(
        ProcDirectory proc, HostPaths paths, ProcessTreeRoot root, ProcessTreeOptions options, IProcessEventSource? source, TimeProvider time)
    {
        var lister = new DirectoryLister();
        _proc = proc;
        _listing = new ProcessListing(proc, paths, lister);
        Budget = options.MaximumOpenFiles is { } limit ? new DescriptorBudget(limit) : DescriptorBudget.OfThisProcess();
        Reader = new ProcessReader(proc, Budget, lister, time);
        Facts = new ProcessFactsReader(proc, paths);
        Proportional = new ProportionalMemory(proc, time, options.ProportionalMaximumAge);
        Tree = new ProcessTree(Reader, _listing, source, root, options.AuditInterval);
    }

    public DescriptorBudget Budget { get; }

    public ProcessListing Listing => _listing;

    public ProcessReader Reader { get; }

    public ProcessFactsReader Facts { get; }

    public ProportionalMemory Proportional { get; }

    public ProcessTree Tree { get; }

    public static ProcReaders? TryOpen(
        HostPaths paths, ProcessTreeRoot root, ProcessTreeOptions options, IProcessEventSource? source, TimeProvider time)
    {
        var proc = ProcDirectory.TryOpen(paths.Proc(""));
        return proc is null ? null : new ProcReaders(proc, paths, root, options, source, time);
    }

    public void Dispose()
    {
        _listing.Dispose();
        _proc.Dispose();
    }
}
