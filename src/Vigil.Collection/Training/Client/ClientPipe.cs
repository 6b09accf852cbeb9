using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

using Vigil.Core.Training;

namespace Vigil.Collection.Training.Client;

/// <summary>
/// The reading end of the channel by which clients inside the program tell of steps and events: a named pipe that takes
/// one JSON object a line. Reading never waits, and a writer that finds it full drops what it has.
/// </summary>
/// <remarks>Linux and macOS only. Used by one thread at a time.</remarks>
public sealed partial class ClientPipe : IDisposable
{
    private const uint OwnerReadWrite = 0x180;
    private const int SetPipeSize = 1031;
    private const int WantedPipeBytes = 1 << 20;
    private const int MostBytesPerDrain = 4 << 20;
    private const int ErrorInterrupted = 4;

    private readonly SafeFileHandle _handle;
    private readonly ClientMessageReader _messages;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _kept;
    private bool _skipping;

    private ClientPipe(string path, SafeFileHandle handle, ITrainingSink sink)
    {
        Path = path;
        _handle = handle;
        _messages = new ClientMessageReader(sink);
    }

    /// <summary>The pipe's path, for the variable that clients look at.</summary>
    public string Path { get; }

    /// <summary>Messages that clients dropped because the pipe was full, as they say.</summary>
    public long DroppedByClients => _messages.Dropped;

    /// <summary>Lines that were no message, or too long.</summary>
    public long Malformed { get; private set; }

    /// <summary>Creates the pipe in a folder, for this user alone.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="sink">Takes what clients tell.</param>
    /// <param name="error">The system's words where it could not be made; else null.</param>
    /// <returns>The pipe; null when the folder does not allow one.</returns>
    public static ClientPipe? TryCreate(string folder, ITrainingSink sink, out string? error)
    {
        string path = System.IO.Path.Combine(folder, $"client-{Environment.ProcessId}-{Guid.NewGuid():N}.pipe");
        if (MakeFifo(path, OwnerReadWrite) != 0)
        {
            error = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
            return null;
        }

        // Open for writing too: the pipe then never reports its end while no client has it open.
        int readWrite = 2;
        int nonBlocking = OperatingSystem.IsMacOS() ? 0x4 : 0x800;
        int closeOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;
        int descriptor = Open(path, readWrite | nonBlocking | closeOnExec);
        if (descriptor < 0)
        {
            error = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
            File.Delete(path);
            return null;
        }

        error = null;
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (OperatingSystem.IsLinux())
        {
            // Users without privilege may be held to less; the pipe then keeps the size it has.
            _ = Control(handle, SetPipeSize, WantedPipeBytes);
        }

        return new ClientPipe(path, handle, sink);
    }

    /// <summary>Reads all that is there. Call once per tick.</summary>
    public void Drain()
    {
        for (int total = 0; total < MostBytesPerDrain;)
        {
            int length = ReadOnce(_buffer.AsSpan(_kept));
            if (length <= 0)
            {
                return;
            }

            total += length;
            TakeLines(_kept + length);
        }
    }

    /// <summary>Closes and removes the pipe.</summary>
    public void Dispose()
    {
        _handle.Dispose();
        try
        {
            File.Delete(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The folder went away with the pipe in it, or is no longer ours: there is nothing left to remove.
        }
    }

    private void TakeLines(int length)
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, length);
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            ReadOnlySpan<byte> line = rest[..end];
            rest = rest[(end + 1)..];
            if (_skipping)
            {
                _skipping = false;
            }
            else if (!line.IsEmpty && (line.Length > ClientMessageReader.MaxLineBytes || !_messages.TryRead(line)))
            {
                Malformed++;
            }
        }

        if (_skipping || rest.Length > ClientMessageReader.MaxLineBytes)
        {
            Malformed += _skipping ? 0 : 1;
            _skipping = true;
            rest = default;
        }

        rest.CopyTo(_buffer);
        _kept = rest.Length;
    }

    private int ReadOnce(Span<byte> into)
    {
        unsafe
        {
            fixed (byte* start = into)
            {
                nint length;
                do
                {
                    length = Read(_handle, start, (nuint)into.Length);
                }
                while (length < 0 && Marshal.GetLastPInvokeError() == ErrorInterrupted);

                return (int)length;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(SafeFileHandle file, byte* buffer, nuint length);

    // A variadic function: the call is right where all arguments travel in registers, as on Linux.
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, nint argument);
}
