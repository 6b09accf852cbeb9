using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Linux;

/// <summary>The machine's disks, one row each; <see cref="BlockDevices"/> says which devices count.</summary>
/// <param name="paths">Where the kernel's files are.</param>
internal sealed class LinuxDiskCollector(HostPaths paths) : ICollector
{
    private readonly KernelText _file = new(paths.Proc("diskstats"), wholeInOneRead: false, 8 * 1024);
    private readonly NamedSubjects _disks = new(SubjectKind.Disk, new BlockDevices(paths).IsDisk);

    /// <inheritdoc/>
    public string Name => "disk";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        if (!_file.Exists)
        {
            return CollectResult.NotAvailable("There is no /proc/diskstats: the kernel counts no disk I/O");
        }

        // A machine without block devices has an empty file: that is an answer, not a failure.
        DiskStatsParser.Parse(_file.Read(), _disks, frame);
        return CollectResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
