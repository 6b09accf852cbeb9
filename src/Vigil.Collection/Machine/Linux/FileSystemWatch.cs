using System.Text;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Linux;

/// <summary>
/// One watched path. A file system whose server is gone blocks whoever asks it, for minutes or for ever; so a thread of
/// its own asks, and the sampling thread only posts requests and picks up answers.
/// </summary>
internal sealed class FileSystemWatch : IDisposable
{
    private const int NoSuchFile = 2;
    private const int NotAFolder = 20;
    private const int StackBytes = 128 * 1024;

    private readonly IFileSystemQuery _query;
    private readonly byte[][] _candidates;
    // Unlike the slim ones it does not spin, which would cost more than the question.
    private readonly AutoResetEvent _requests = new(initialState: false);
    private readonly ManualResetEventSlim _answered = new(initialState: false);
    private readonly Lock _gate = new();
    private FileSystemSpace _space;
    private int _error;
    private bool _hasAnswer;
    private bool _inFlight;
    private volatile bool _stopping;

    /// <summary>Starts the thread; it waits for <see cref="Request"/>.</summary>
    /// <param name="target">The path.</param>
    /// <param name="query">How to ask.</param>
    public FileSystemWatch(FileSystemTarget target, IFileSystemQuery query)
    {
        _query = query;
        _candidates = [.. Candidates(target)];
        Subject = new Subject(
            SubjectKind.FileSystem,
            target.Key,
            new Dictionary<string, string> { [SubjectAttributes.Path] = target.Path });
        SilentReason = $"{target.Path}: the file system did not answer";
        ErrorReason = $"{target.Path}: the file system cannot be asked for its space";
        new Thread(Serve, StackBytes) { IsBackground = true, Name = $"space of {target.Key}" }.Start();
    }

    /// <summary>Its row.</summary>
    public Subject Subject { get; }

    /// <summary>Whether <see cref="Subject"/> has been added to the frame; kept by the collector.</summary>
    public bool IsShown { get; set; }

    /// <summary>When the latest request was posted; kept by the collector.</summary>
    public long? RequestedAt { get; set; }

    /// <summary>The sentence for a request that is not answered in time.</summary>
    public string SilentReason { get; }

    /// <summary>The sentence for a request that was refused.</summary>
    public string ErrorReason { get; }

    /// <summary>Posts a request, unless one is still on its way.</summary>
    /// <returns>Whether it was posted.</returns>
    public bool Request()
    {
        lock (_gate)
        {
            if (_inFlight)
            {
                return false;
            }

            _inFlight = true;
            _answered.Reset();
        }

        _requests.Set();
        return true;
    }

    /// <summary>Waits for the answer to the latest request, so that a first sample has readings where the disk is well.</summary>
    public void Wait(TimeSpan deadline) => _answered.Wait(deadline);

    /// <summary>The latest answer.</summary>
    /// <param name="space">What it said; the last good one when the latest failed.</param>
    /// <param name="error">The C library's error number of the latest answer; 0 when it was good.</param>
    /// <param name="inFlight">Whether a request is still on its way.</param>
    /// <returns>False while there was no answer at all.</returns>
    public bool TryGetLatest(out FileSystemSpace space, out int error, out bool inFlight)
    {
        lock (_gate)
        {
            space = _space;
            error = _error;
            inFlight = _inFlight;
            return _hasAnswer;
        }
    }

    /// <summary>Whether an error number means that the path does not exist.</summary>
    public static bool IsMissing(int error) => error is NoSuchFile or NotAFolder;

    /// <summary>Tells the thread to end. It is not waited for: it may hang in the file system, and dies with the process.</summary>
    public void Dispose()
    {
        _stopping = true;
        _requests.Set();
    }

    private static IEnumerable<byte[]> Candidates(FileSystemTarget target)
    {
        for (string? path = target.Path; path is not null; path = Path.GetDirectoryName(path))
        {
            yield return Encoding.UTF8.GetBytes(path + '\0');
            if (!target.ParentWhenMissing)
            {
                yield break;
            }
        }
    }

    private void Serve()
    {
        while (true)
        {
            _requests.WaitOne();
            if (_stopping)
            {
                return;
            }

            int error = Ask(out FileSystemSpace space);
            lock (_gate)
            {
                _error = error;
                _space = error == 0 ? space : _space;
                _hasAnswer = true;
                _inFlight = false;
            }

            _answered.Set();
        }
    }

    private int Ask(out FileSystemSpace space)
    {
        space = default;
        int error = NoSuchFile;
        for (int i = 0; i < _candidates.Length && IsMissing(error); i++)
        {
            error = _query.Query(_candidates[i], out space);
        }

        return error;
    }
}
