using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.MacOS;

/// <summary>Free space behind the watched paths of a Mac.</summary>
/// <param name="machine">The system's calls.</param>
/// <param name="watchedPaths">Paths by the key of their subject: <c>work</c>, <c>output</c>.</param>
internal sealed class MacOSFileSystemCollector(IMacOSMachine machine, IReadOnlyDictionary<string, string> watchedPaths)
    : ICollector
{
    private readonly (string Path, Subject Subject)[] _watched = [.. watchedPaths.Select(watched => (
        watched.Value,
        new Subject(SubjectKind.FileSystem, watched.Key, new Dictionary<string, string> { [SubjectAttributes.Path] = watched.Value })))];

    private readonly byte[] _statistics = new byte[Unsafe.SizeOf<FileSystemStatistics>()];
    private bool _added;

    /// <inheritdoc/>
    public string Name => "filesystem";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        bool all = true;
        foreach ((string path, Subject subject) in _watched)
        {
            if (!_added)
            {
                frame.Add(subject);
            }

            bool read = machine.ReadFileSystem(path, _statistics) >= _statistics.Length;
            Write(subject.Values, read);
            all &= read;
        }

        _added = true;
        return all ? CollectResult.Ok : CollectResult.Failed("macOS gave no free space for a watched path (statfs).");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(long[] row, bool read)
    {
        FileSystemStatistics statistics = MemoryMarshal.Read<FileSystemStatistics>(_statistics);
        row[FileSystemMetrics.Total.Index] = read ? (long)statistics.Blocks * statistics.BlockSize : Reading.NotAvailable;
        row[FileSystemMetrics.Available.Index] =
            read ? (long)statistics.BlocksAvailable * statistics.BlockSize : Reading.NotAvailable;
        row[FileSystemMetrics.AvailableInodes.Index] = read ? (long)statistics.FilesFree : Reading.NotAvailable;
    }
}
