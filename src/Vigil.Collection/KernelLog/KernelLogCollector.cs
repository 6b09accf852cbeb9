using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Vigil.Core.Sampling;

namespace Vigil.Collection.KernelLog;

/// <summary>
/// Follows <c>/dev/kmsg</c> from the moment of its creation: the only place that names the process the kernel killed and
/// why. Readable by root, and by everyone where <c>kernel.dmesg_restrict</c> is 0; where it is not, deaths are explained
/// from counters alone. Costs one system call per sample while the kernel is silent.
/// </summary>
internal sealed partial class KernelLogCollector : ICollector
{
    private const int OpenReadOnlyNonBlockingCloseOnExec = 0x800 | 0x80000;
    private const int SeekEnd = 2;
    private const int BrokenPipe = 32;
    private const int MaxRecordsPerSample = 1000;

    private readonly byte[] _record = new byte[8192];
    private readonly List<KernelMessage> _recent = [];
    private readonly SafeFileHandle? _file;
    private readonly string? _reason;

    public KernelLogCollector(string path = "/dev/kmsg")
    {
        if (!OperatingSystem.IsLinux())
        {
            _reason = "The kernel log is read on Linux only.";
            return;
        }

        int descriptor = Open(path, OpenReadOnlyNonBlockingCloseOnExec);
        if (descriptor < 0)
        {
            _reason = $"The kernel log ({path}) may not be read here; an out-of-memory kill is then told by counters alone, without the name of the process.";
            return;
        }

        _file = new SafeFileHandle(descriptor, ownsHandle: true);
        _ = Seek(_file, 0, SeekEnd);
    }

    public string Name => "kernel_log";

    /// <summary>The messages that came since the sample before; valid until the next <see cref="Collect"/>.</summary>
    public IReadOnlyList<KernelMessage> Recent => _recent;

    public CollectResult Collect(SampleFrame frame)
    {
        _recent.Clear();
        if (_file is null)
        {
            return CollectResult.NotAvailable(_reason!);
        }

        for (int i = 0; i < MaxRecordsPerSample; i++)
        {
            int length = ReadRecord();
            if (length > 0)
            {
                if (KernelMessageParser.Parse(Message(_record.AsSpan(0, length))) is { } message)
                {
                    _recent.Add(message);
                }
            }
            else if (length == 0 || Marshal.GetLastPInvokeError() != BrokenPipe)
            {
                // EPIPE says that records were overwritten before they were read; the next read goes on after the gap.
                break;
            }
        }

        return CollectResult.Ok;
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>A record is <c>priority,sequence,time,flags;message\n</c> and then lines of properties.</summary>
    private static string Message(ReadOnlySpan<byte> record)
    {
        int start = record.IndexOf((byte)';') + 1;
        ReadOnlySpan<byte> message = record[start..];
        int end = message.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? message : message[..end]);
    }

    private unsafe int ReadRecord()
    {
        fixed (byte* start = _record)
        {
            return (int)Read(_file!, start, (nuint)_record.Length);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial nint Seek(SafeFileHandle file, nint offset, int whence);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(SafeFileHandle file, byte* buffer, nuint length);
}
