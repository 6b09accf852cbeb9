using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Windows;

/// <summary>Free space behind the watched paths of a Windows machine.</summary>
/// <param name="machine">The system's calls.</param>
/// <param name="watchedPaths">Folders by the key of their subject: <c>work</c>, <c>output</c>.</param>
internal sealed class WindowsFileSystemCollector(
    IWindowsMachine machine, IReadOnlyDictionary<string, string> watchedPaths) : ICollector
{
    private readonly (string Path, Subject Subject)[] _watched = [.. watchedPaths.Select(watched => (
        watched.Value,
        new Subject(SubjectKind.FileSystem, watched.Key, new Dictionary<string, string> { [SubjectAttributes.Path] = watched.Value })))];

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

            bool read = machine.TryReadSpace(path, out long available, out long total);
            subject.Values[FileSystemMetrics.Total.Index] = read ? total : Reading.NotAvailable;
            subject.Values[FileSystemMetrics.Available.Index] = read ? available : Reading.NotAvailable;
            all &= read;
        }

        _added = true;
        return all ? CollectResult.Ok : CollectResult.Failed("Windows gave no free space for a watched folder (GetDiskFreeSpaceEx).");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
