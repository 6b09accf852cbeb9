using System.IO.Enumeration;
using Vigil.Logs.Progress;

using Vigil.Core.Training;

namespace Vigil.Collection.Training.TensorBoard;

/// <summary>
/// Finds the TensorBoard event files that a run writes, and reads steps from them as they grow. Only files written since
/// the run started count.
/// </summary>
/// <remarks>
/// Looking for files is rare (every ten seconds at most, and for a ten-thousandth of the time where it takes long) and bounded in depth and
/// number. Used by one thread at a time.
/// </remarks>
public sealed class TensorBoardFollower : IDisposable
{
    private const int MaxFiles = 32;
    private const int MaxDepth = 6;
    private const int MaxFolders = 2000;
    private const int SearchCostFactor = 10_000;
    private const string FilePrefix = "events.out.tfevents.";

    private static readonly TimeSpan s_searchEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromSeconds(2);
    private static readonly EnumerationOptions s_everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private readonly IReadOnlyList<string> _folders;
    private readonly DateTimeOffset _started;
    private readonly ITrainingSink _sink;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, Followed> _files = new(StringComparer.Ordinal);
    private long _searchedAt;
    private TimeSpan _pause = TimeSpan.Zero;
    private bool _hasSearched;

    /// <summary>Follows what is written below some folders.</summary>
    /// <param name="folders">Where the run may write: its working folder, its output folder. Those that do not exist yet are looked for again.</param>
    /// <param name="started">When the run started.</param>
    /// <param name="sink">Takes the steps.</param>
    /// <param name="time">The clock.</param>
    public TensorBoardFollower(IReadOnlyList<string> folders, DateTimeOffset started, ITrainingSink sink, TimeProvider time)
    {
        _folders = folders;
        _started = started - s_clockTolerance;
        _sink = sink;
        _time = time;
    }

    /// <summary>Files that are followed.</summary>
    public int FileCount => _files.Count;

    /// <summary>Records that were damaged and skipped.</summary>
    public long CorruptRecords => _files.Values.Sum(file => file.File.Corrupt);

    /// <summary>Reads what was written since the last call. Call about once a second.</summary>
    public void Poll()
    {
        if (!_hasSearched || _time.GetElapsedTime(_searchedAt) >= _pause)
        {
            Search();
        }

        foreach (Followed followed in _files.Values)
        {
            followed.File.Poll(followed.Take);
            followed.Steps.Tick();
        }
    }

    /// <summary>Looks and reads a last time and hands on everything, at the end of the run.</summary>
    public void Complete()
    {
        Search();
        foreach (Followed followed in _files.Values)
        {
            followed.File.Poll(followed.Take);
            followed.Steps.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Followed followed in _files.Values)
        {
            followed.File.Dispose();
        }

        _files.Clear();
    }

    private void Search()
    {
        long start = _time.GetTimestamp();
        int left = MaxFolders;
        var pending = new Queue<(string Folder, int Depth)>(_folders.Select(folder => (folder, 0)));
        while (_files.Count < MaxFiles && left-- > 0 && pending.TryDequeue(out (string Folder, int Depth) next))
        {
            SearchFolder(next.Folder, next.Depth, pending);
        }

        _hasSearched = true;
        _searchedAt = _time.GetTimestamp();
        TimeSpan cost = _time.GetElapsedTime(start, _searchedAt) * SearchCostFactor;
        _pause = cost > s_searchEvery ? cost : s_searchEvery;
    }

    private void SearchFolder(string folder, int depth, Queue<(string Folder, int Depth)> pending)
    {
        try
        {
            foreach ((string path, bool isFolder) in Interesting(folder))
            {
                if (!isFolder)
                {
                    Follow(path, folder);
                }
                else if (depth < MaxDepth && pending.Count < MaxFolders)
                {
                    pending.Enqueue((path, depth + 1));
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            // Folders come and go, and some are not ours to read: the others are still looked at.
        }
    }

    /// <summary>
    /// Folders to look into and files to follow. The kind of an entry comes with its name, so that nothing is asked for
    /// the hundreds of entries that are neither, and no string made of them.
    /// </summary>
    private static FileSystemEnumerable<(string Path, bool IsFolder)> Interesting(string folder) =>
        new(folder, static (ref FileSystemEntry entry) => (entry.ToFullPath(), entry.IsDirectory), s_everything)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => entry.IsDirectory
                ? !IsSkipped(entry.FileName) && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
                : entry.FileName.StartsWith(FilePrefix, StringComparison.Ordinal),
        };

    private void Follow(string path, string folder)
    {
        if (_files.Count >= MaxFiles || _files.ContainsKey(path) || File.GetLastWriteTimeUtc(path) < _started.UtcDateTime
            || EventFile.TryOpen(path) is not { } file)
        {
            return;
        }

        bool isEvaluation = ProgressNames.IsEvaluation(Path.GetFileName(folder));
        double notBefore = _started.ToUnixTimeMilliseconds() / 1000.0;
        _files.Add(path, new Followed(file, new ScalarSteps(isEvaluation, notBefore, _sink)));
    }

    private static bool IsSkipped(ReadOnlySpan<char> folder) =>
        folder is "node_modules" or "site-packages" or "__pycache__" or "venv" or "env" or "conda" || folder.StartsWith(".", StringComparison.Ordinal);

    private sealed record Followed(EventFile File, ScalarSteps Steps)
    {
        public ScalarEvent.Take Take { get; } = Steps.Take;
    }
}
