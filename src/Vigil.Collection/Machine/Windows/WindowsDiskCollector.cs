using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vigil.Collection.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Windows;

/// <summary>Requests and busy time of each physical drive of a Windows machine.</summary>
/// <param name="machine">The system's calls; disposed with the collector, the only one for which they hold handles.</param>
internal sealed class WindowsDiskCollector(IWindowsMachine machine) : ICollector
{
    // Drives are numbered from 0, with gaps once one was taken out.
    private const int DriveNumbers = 32;

    private readonly SubjectTable<int, Drive> _drives = new();

    /// <inheritdoc/>
    public string Name => "disk";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        Span<byte> buffer = stackalloc byte[Unsafe.SizeOf<DiskCounters>()];
        for (int number = 0; number < DriveNumbers; number++)
        {
            if (machine.ReadDisk(number, buffer) < buffer.Length)
            {
                continue;
            }

            if (!_drives.TryMeet(frame, number, out Drive? drive))
            {
                drive = _drives.Add(frame, number, new Drive(number));
            }

            drive.Write(MemoryMarshal.Read<DiskCounters>(buffer));
        }

        _drives.Sweep(frame);
        return _drives.Count > 0
            ? CollectResult.Ok
            : CollectResult.NotAvailable("No drive of this machine gives its counters (IOCTL_DISK_PERFORMANCE).");
    }

    /// <inheritdoc/>
    public void Dispose() => machine.Dispose();

    private sealed class Drive(int number)
        : SubjectRow(new Subject(SubjectKind.Disk, string.Create(CultureInfo.InvariantCulture, $"PhysicalDrive{number}")))
    {
        private const long TimePerMillisecond = 10_000;

        private WideCounter _reads;
        private WideCounter _writes;
        private long? _firstBusy;
        private long _busy;

        public void Write(in DiskCounters counters)
        {
            // Query time is the clock's and not that of the counters: only growth since the first reading has a
            // meaning, and a clock that steps back must not make it shrink.
            long busy = counters.QueryTime - counters.IdleTime;
            _firstBusy ??= busy;
            _busy = Math.Max(_busy, busy - _firstBusy.Value);

            long[] row = Subject.Values;
            row[DiskMetrics.ReadBytes.Index] = counters.ReadBytes;
            row[DiskMetrics.WriteBytes.Index] = counters.WriteBytes;
            row[DiskMetrics.ReadOperations.Index] = _reads.Advance(counters.Reads);
            row[DiskMetrics.WriteOperations.Index] = _writes.Advance(counters.Writes);
            row[DiskMetrics.BusyTime.Index] = _busy / TimePerMillisecond;
        }
    }
}
