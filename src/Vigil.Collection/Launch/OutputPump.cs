using Vigil.Collection.Launch.Native;
using Vigil.Core.Logs;

namespace Vigil.Collection.Launch;

/// <summary>
/// Passes one stream of the program on: reads what is there, writes all of it where Vigil's own output goes, and only
/// then shows it to the sink. One thread each, blocked in the kernel while there is nothing to do.
/// </summary>
/// <remarks>
/// <para>
/// Nothing is held back: a slow consumer blocks the write here, the pipe fills, and the program is slowed as it would
/// be without Vigil. When the consumer is gone (<c>| head</c>), our end is closed, so that the program's next write
/// gets the SIGPIPE or EPIPE it would have got. Other faults of the destination (a full disk, a vanished terminal)
/// lose the bytes for the consumer, counted, but neither for the record nor does the program end for it.
/// </para>
/// <para>
/// End: a pipe ends when its last writer closes it. What the program itself wrote is there when it ends; a descendant
/// that holds the pipe open must not hold Vigil. So once the program has ended, reading goes on until nothing has
/// come for <see cref="QuietMilliseconds"/>, and for <see cref="LingerMilliseconds"/> at most;
/// <see cref="LeftoverRelay"/> takes over from there.
/// </para>
/// </remarks>
internal sealed class OutputPump : IDisposable
{
    public const int QuietMilliseconds = 200;
    public const int LingerMilliseconds = 1000;
    private const int BufferBytes = 64 * 1024;
    private const int StackBytes = 256 * 1024;

    private readonly OutputStream _stream;
    private readonly IOutputSink? _sink;
    private readonly Wakeup _ended;
    private readonly Lock _writing = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
    private readonly Thread _thread;
    private readonly TimeProvider _time;
    private long _lostBytes;
    private volatile bool _isIdle;

    /// <param name="source">Read end of the pipe, or master of the pseudo-terminal.</param>
    /// <param name="destination">Where the bytes go: 1 or 2.</param>
    /// <param name="stream">The name of the stream for the sink.</param>
    /// <param name="sink">Who gets a copy.</param>
    /// <param name="ended">Set once the program has ended.</param>
    /// <param name="time">For the time that reading goes on after the end.</param>
    public OutputPump(int source, int destination, OutputStream stream, IOutputSink? sink, Wakeup ended, TimeProvider time)
    {
        Source = source;
        Destination = destination;
        _stream = stream;
        _sink = sink;
        _ended = ended;
        _time = time;
        NativeDescriptors.SetNonBlocking(source, nonBlocking: true);
        _thread = new Thread(Run, StackBytes) { IsBackground = true, Name = $"vigil {stream}" };
    }

    public int Source { get; private set; }

    public int Destination { get; }

    /// <summary>Bytes that could not be written to the destination.</summary>
    public long LostBytes => Interlocked.Read(ref _lostBytes);

    /// <summary>Whether the source is still open somewhere after the pump has finished.</summary>
    public bool IsLeftOpen { get; private set; }

    /// <summary>Whether everything read so far has been passed on and there was nothing more.</summary>
    public bool IsIdle => _isIdle;

    public void Start() => _thread.Start();

    /// <summary>Waits for the end of the stream. False when the time has passed.</summary>
    public bool Join(int milliseconds) => _thread.Join(milliseconds);

    /// <summary>Writes words of Vigil's own between two pieces of output; gives up after a second.</summary>
    public void WriteBetween(ReadOnlySpan<byte> text, int descriptor)
    {
        if (!_writing.TryEnter(LingerMilliseconds))
        {
            return;
        }

        try
        {
            Span<PollEntry> room = [new PollEntry(descriptor, Os.PollOut)];
            if (NativeDescriptors.Poll(room, LingerMilliseconds) > 0)
            {
                _ = WriteAll(descriptor, text);
            }
        }
        finally
        {
            _writing.Exit();
        }
    }

    public void Dispose()
    {
        NativeDescriptors.Close(Source);
        Source = -1;
    }

    /// <summary>Writes everything, however many calls that takes. 0, or the error number.</summary>
    public static int WriteAll(int descriptor, ReadOnlySpan<byte> data)
    {
        Span<PollEntry> room = [new PollEntry(descriptor, Os.PollOut)];
        while (!data.IsEmpty)
        {
            nint written = NativeDescriptors.Write(descriptor, data);
            if (written >= 0)
            {
                data = data[(int)written..];
                continue;
            }

            int error = NativeDescriptors.LastError;
            if (error == Os.ErrorAgain)
            {
                // Somebody else made the shared descriptor non-blocking.
                _ = NativeDescriptors.Poll(room, -1);
            }
            else if (error != Os.ErrorInterrupted)
            {
                return error;
            }
        }

        return 0;
    }

    private void Run()
    {
        long? endedAt = null;
        while (true)
        {
            nint length = NativeDescriptors.Read(Source, _buffer);
            if (length > 0)
            {
                _isIdle = false;
                if (!PassOn(_buffer.AsSpan(0, (int)length)))
                {
                    Dispose();
                    return;
                }
            }

            int error = length < 0 ? NativeDescriptors.LastError : 0;
            bool isEmpty = error == Os.ErrorAgain;
            if (length == 0 || (length < 0 && !isEmpty && error != Os.ErrorInterrupted))
            {
                // The end: 0 for a pipe, EIO for a pseudo-terminal.
                return;
            }

            bool isLate = endedAt is { } since && _time.GetElapsedTime(since).TotalMilliseconds > LingerMilliseconds;
            if (isLate || (isEmpty && !WaitForMore(ref endedAt)))
            {
                IsLeftOpen = true;
                return;
            }
        }
    }

    // False when the program has ended and nothing came for a while.
    private bool WaitForMore(ref long? endedAt)
    {
        _isIdle = true;
        Span<PollEntry> entries = [new(Source, Os.PollIn), new(endedAt is null ? _ended.Descriptor : -1, Os.PollIn)];
        int ready = NativeDescriptors.Poll(entries, endedAt is null ? -1 : QuietMilliseconds);
        if (ready > 0 && entries[1].Ready != 0)
        {
            endedAt = _time.GetTimestamp();
        }

        return ready != 0;
    }

    private bool PassOn(ReadOnlySpan<byte> data)
    {
        int error;
        lock (_writing)
        {
            error = WriteAll(Destination, data);
        }

        if (error == Os.ErrorBrokenPipe)
        {
            return false;
        }

        if (error != 0)
        {
            Interlocked.Add(ref _lostBytes, data.Length);
        }

        try
        {
            _sink?.Write(_stream, data);
        }
        catch (Exception)
        {
            // The record may fail; the program's output may not.
        }

        return true;
    }
}
