using System.Text.Json;
using Vigil.Core.Runs;
using Vigil.Telemetry.Receiving;

namespace Vigil.Telemetry.Records;

/// <summary>
/// One record on its way to another machine: a folder with the record's start, files of items, and a lock that the process holds
/// which writes or sends it. Bounded: the oldest file is dropped for the newest items. Thread-safe.
/// </summary>
internal sealed class OutboxRecord : IDisposable
{
    private const string StartFile = "start.json";
    private const string TargetFile = "target";
    private const string LockFile = "lock";
    private const int Segments = 16;

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly long _mostBytes;
    private readonly FileStream _held;
    private readonly List<(long First, string Path)> _segments;
    private FileStream? _file;
    private long _fileBytes;
    private long _totalBytes;
    private long _lastSequence;
    private long _position;
    private long _nextSequence;
    private long _dropped;

    private OutboxRecord(string folder, FileStream held, long mostBytes)
    {
        _folder = folder;
        _held = held;
        _mostBytes = mostBytes;
        _segments = [.. OutboxSegment.List(folder)];
        _totalBytes = _segments.Sum(segment => new FileInfo(segment.Path).Length);
        _lastSequence = _segments.Count == 0 ? 0 : _segments[^1].First - 1 + OutboxSegment.Read(_segments[^1].Path, 0, 1).Count();
        _nextSequence = _segments.Count == 0 ? 1 : _segments[0].First;
        StartJson = File.ReadAllText(Path.Combine(folder, StartFile));
        Id = Path.GetFileName(folder);
    }

    /// <summary>The record's id.</summary>
    public string Id { get; }

    /// <summary>The record, as JSON.</summary>
    public string StartJson { get; }

    /// <summary>Whether it is written by this process still.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>When something was last added, seconds since the Unix epoch; when it began, before that.</summary>
    public double LastWritten => new DateTimeOffset(File.GetLastWriteTimeUtc(_segments.Count == 0 ? Path.Combine(_folder, StartFile) : _segments[^1].Path)).ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Items that were dropped because the buffer was full, and those that wait.</summary>
    public (long Dropped, long Pending) Count
    {
        get
        {
            lock (_lock)
            {
                return (_dropped, _lastSequence - _nextSequence + 1);
            }
        }
    }

    /// <summary>Begins a record.</summary>
    public static OutboxRecord Create(string root, Uri target, RunStart start, long mostBytes)
    {
        string folder = Path.Combine(root, start.Id);
        Directory.CreateDirectory(folder);
        FileStream held = Hold(folder) ?? throw new IOException($"'{folder}' is in use by another process.");
        File.WriteAllText(Path.Combine(folder, TargetFile), target.ToString());
        File.WriteAllText(Path.Combine(folder, StartFile), JsonSerializer.Serialize(start, RecordJson.Default.RunStart));
        return new OutboxRecord(folder, held, mostBytes) { IsOpen = true };
    }

    /// <summary>Takes over the records for a target that no process writes or sends any more.</summary>
    public static IReadOnlyList<OutboxRecord> Adopt(string root, Uri target, long mostBytes)
    {
        var found = new List<OutboxRecord>();
        foreach (string folder in Directory.Exists(root) ? Directory.GetDirectories(root).Order().ToArray() : [])
        {
            if (File.Exists(Path.Combine(folder, StartFile)) && File.ReadAllText(Path.Combine(folder, TargetFile)) == target.ToString() && Hold(folder) is { } held)
            {
                var record = new OutboxRecord(folder, held, mostBytes);
                record.CutOff();
                found.Add(record);
            }
        }

        return found;
    }

    /// <summary>Adds an item.</summary>
    public void Append(Signal signal, ReadOnlySpan<byte> body)
    {
        lock (_lock)
        {
            if (_file is null || _fileBytes > _mostBytes / Segments)
            {
                _file?.Dispose();
                string path = OutboxSegment.PathOf(_folder, _lastSequence + 1);
                _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                _fileBytes = 0;
                _segments.Add((_lastSequence + 1, path));
            }

            int bytes = OutboxSegment.Append(_file, signal, body);
            _lastSequence++;
            _fileBytes += bytes;
            _totalBytes += bytes;
            while (_totalBytes > _mostBytes && _segments.Count > 1)
            {
                _dropped += Math.Max(0, _segments[1].First - _nextSequence);
                RemoveFirst();
            }
        }
    }

    /// <summary>No more is added by this process.</summary>
    public void Close()
    {
        lock (_lock)
        {
            IsOpen = false;
            _file?.Dispose();
            _file = null;
        }
    }

    /// <summary>The items that wait longest, of one signal; none when all were sent.</summary>
    /// <param name="mostBytes">Where to stop, bytes.</param>
    /// <param name="next">To be given to <see cref="Advance"/> once they were taken.</param>
    public IReadOnlyList<OutboxItem> Peek(long mostBytes, out (long Sequence, long Position) next)
    {
        lock (_lock)
        {
            next = default;
            while (_segments.Count > 0)
            {
                var items = new List<OutboxItem>();
                long bytes = 0;
                foreach ((OutboxItem item, long after) in OutboxSegment.Read(_segments[0].Path, _position, _nextSequence))
                {
                    if (items.Count > 0 && (item.Signal != items[0].Signal || bytes + item.Body.Length > mostBytes))
                    {
                        break;
                    }

                    items.Add(item);
                    bytes += item.Body.Length;
                    next = (item.Sequence + 1, after);
                }

                if (items.Count > 0 || _segments.Count == 1)
                {
                    return items;
                }

                RemoveFirst();
            }

            return [];
        }
    }

    /// <summary>Goes on behind items that were taken.</summary>
    public void Advance((long Sequence, long Position) next)
    {
        lock (_lock)
        {
            // What was dropped meanwhile lies behind already.
            if (next.Sequence > _nextSequence)
            {
                _nextSequence = next.Sequence;
                _position = next.Position;
            }
        }
    }

    /// <summary>Removes the folder: all was taken, or never will be.</summary>
    public void Delete()
    {
        Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _held.Dispose();
    }

    // A process that was killed may have left half an item: what is added comes into a new file.
    private void CutOff()
    {
        if (_segments.Count > 0 && _lastSequence < _segments[^1].First)
        {
            _totalBytes -= new FileInfo(_segments[^1].Path).Length;
            File.Delete(_segments[^1].Path);
            _segments.RemoveAt(_segments.Count - 1);
        }
    }

    private void RemoveFirst()
    {
        _totalBytes -= new FileInfo(_segments[0].Path).Length;
        File.Delete(_segments[0].Path);
        _segments.RemoveAt(0);
        _position = 0;
        _nextSequence = Math.Max(_nextSequence, _segments.Count == 0 ? _lastSequence + 1 : _segments[0].First);
    }

    // Let go of by the kernel when the process ends, however it does.
    private static FileStream? Hold(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
