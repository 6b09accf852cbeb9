using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Linux;

/// <summary>
/// The machine as a whole, and its cores: one row that several kernel files fill, each through a parser of its own that
/// owns its columns. A file that is missing leaves its columns not available; only /proc/stat and /proc/meminfo must be there.
/// </summary>
internal sealed class LinuxSystemCollector : ICollector
{
    private readonly Subject _machine = new(SubjectKind.System, "system");
    private readonly NamedSubjects _cores = new(SubjectKind.CpuCore, static _ => true);
    private readonly KernelText _stat;
    private readonly Source[] _sources;
    private bool _added;

    /// <summary>Opens the files.</summary>
    /// <param name="paths">Where they are.</param>
    /// <param name="pageSizeBytes">Size of a memory page of that machine.</param>
    public LinuxSystemCollector(HostPaths paths, int pageSizeBytes)
    {
        // The line of interrupts alone takes kilobytes.
        _stat = new KernelText(paths.Proc("stat"), capacityBytes: 16 * 1024);
        _sources =
        [
            new(new KernelText(paths.Proc("meminfo")), MemInfoParser.Parse, "/proc/meminfo cannot be read: no memory readings"),
            new(new KernelText(paths.Proc("vmstat"), wholeInOneRead: false, 16 * 1024), new VmStatParser(pageSizeBytes).Parse, null),
            new(new KernelText(paths.Proc("loadavg"), capacityBytes: 128), LoadAverageParser.Parse, null),
            new(new KernelText(paths.Proc("pressure/cpu"), capacityBytes: 256), PressureParser.ParseCpu, null),
            new(new KernelText(paths.Proc("pressure/memory"), capacityBytes: 256), PressureParser.ParseMemory, null),
            new(new KernelText(paths.Proc("pressure/io"), capacityBytes: 256), PressureParser.ParseIo, null),
        ];
    }

    private delegate void Parser(ReadOnlySpan<byte> text, Span<long> row);

    /// <inheritdoc/>
    public string Name => "system";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        if (!_added)
        {
            frame.Add(_machine);
            _added = true;
        }

        string? fault = null;
        ReadOnlySpan<byte> stat = _stat.Read();
        StatParser.ParseSystem(stat, _machine.Values);
        if (stat.IsEmpty)
        {
            fault = "/proc/stat cannot be read: no CPU readings";
            _cores.Blank();
        }
        else
        {
            StatParser.ParseCores(stat, _cores, frame);
        }

        foreach (Source source in _sources)
        {
            ReadOnlySpan<byte> text = source.File.Read();
            source.Parse(text, _machine.Values);
            if (text.IsEmpty)
            {
                fault ??= source.FaultWhenUnreadable;
            }
        }

        return fault is null ? CollectResult.Ok : CollectResult.Failed(fault);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stat.Dispose();
        foreach (Source source in _sources)
        {
            source.File.Dispose();
        }
    }

    /// <summary>A file and the parser of its columns, and what to say when it cannot be read; null for a file that machines may lack.</summary>
    private readonly record struct Source(KernelText File, Parser Parse, string? FaultWhenUnreadable);
}
