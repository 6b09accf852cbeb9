using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Vigil.Core.Training;

namespace Vigil.Collection.InProcess;

/// <summary>
/// The writing end of the recorder's FIFO, by docs/client-protocol.md: opened late, never waits, drops and counts when
/// the pipe is full, silent for good once the recorder is gone. The runtime ignores SIGPIPE, so a broken pipe is an error
/// number here. Used under its owner's lock.
/// </summary>
internal sealed partial class RecorderPipe : IDisposable
{
    /// <summary>Environment variable that names the FIFO.</summary>
    public const string Variable = "VIGIL_PIPE";

    private const int WriteOnly = 1;
    private const int AgainLinux = 11;
    private const int AgainMacOS = 35;
    private const int Interrupted = 4;
    private const int NotSeekable = 29;
    private const int SeekCurrent = 1;

    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ClientLine _line = new(OperatingSystem.IsMacOS() ? 512 : 4096);
    private SafeFileHandle? _file;
    private long? _triedAt;
    private long _dropped;
    private bool _closed;

    private RecorderPipe(string path, TimeProvider time)
    {
        _path = path;
        _time = time;
    }

    /// <summary>A pipe to the recorder; null where none is named, and on Windows.</summary>
    public static RecorderPipe? Create(string? path, TimeProvider time) =>
        string.IsNullOrEmpty(path) || OperatingSystem.IsWindows() ? null : new RecorderPipe(path, time);

    /// <summary>Sends a step, or drops it.</summary>
    public void Send(StepReading step)
    {
        if (!IsConnected())
        {
            return;
        }

        ReadOnlySpan<byte> line = _line.Format(step, Environment.ProcessId, _dropped);
        switch (Write(line))
        {
            case 0:
                _dropped = 0;
                break;
            case AgainLinux or AgainMacOS or Interrupted:
                _dropped++;
                break;
            default:
                // EPIPE: the recorder is gone. Anything else will not get better either.
                Dispose();
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed = true;
        _file?.Dispose();
        _file = null;
    }

    private bool IsConnected()
    {
        if (_closed || _file is not null)
        {
            return !_closed;
        }

        long now = _time.GetTimestamp();
        if (_triedAt is { } last && _time.GetElapsedTime(last, now) < s_retry)
        {
            return false;
        }

        _triedAt = now;
        int flags = OperatingSystem.IsMacOS() ? 0x4 | 0x1000000 | 0x20000 : 0x800 | 0x80000 | 0x100;
        int descriptor = Open(_path, WriteOnly | flags);
        if (descriptor < 0)
        {
            // ENXIO: nobody reads. ENOENT: not there, or tidied up.
            return false;
        }

        _file = new SafeFileHandle(descriptor, ownsHandle: true);
        bool isPipe = Seek(_file, 0, SeekCurrent) < 0 && Marshal.GetLastPInvokeError() == NotSeekable && IsTerminal(_file) == 0;
        if (!isPipe)
        {
            // Some other file. It is not ours to write into.
            Dispose();
        }

        return isPipe;
    }

    /// <summary>Writes a line with one call; 0, or the error number.</summary>
    private unsafe int Write(ReadOnlySpan<byte> line)
    {
        fixed (byte* start = line)
        {
            return WriteOnce(_file!, start, (nuint)line.Length) < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial nint Seek(SafeFileHandle file, nint offset, int whence);

    [LibraryImport("libc", EntryPoint = "isatty", SetLastError = true)]
    private static partial int IsTerminal(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteOnce(SafeFileHandle file, byte* buffer, nuint length);
}
