using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes.Linux;

/// <summary>
/// Reads proportional memory (PSS) where it is worth its cost. The kernel walks every page of the process for it, under a
/// lock that the process wants too: milliseconds for gigabytes.
/// </summary>
/// <remarks>
/// A process is due when it was never read, when its resident memory moved by more than 5 %, or when its value is old. Due
/// processes take turns, the never read and newest first, while an allowance lasts that grows by 100 µs a second and 2 µs
/// for each process; and none is read again before 2,000 times what it cost. A process in disk sleep is passed over, since
/// it may hold the lock that the reading waits for. Between two readings the value goes on with resident memory: pages that
/// come or go are nearly always the process's own, and a leak must not wait for its turn to be seen.
/// </remarks>
internal sealed class ProportionalMemory(ProcDirectory proc, TimeProvider time, TimeSpan maximumAge)
{
    private const double AllowancePerSecond = 100e-6;
    private const double AllowancePerProcessSecond = 2e-6;
    private const double AllowanceLimitSeconds = 5e-3;
    private const double AllowanceAtStartSeconds = 2e-2;
    private const int NoteworthyShare = 20;
    private const long NoteworthyBytes = 1 << 20;

    private readonly byte[] _buffer = GC.AllocateArray<byte>(4096, pinned: true);
    private readonly long _maximumAge = (long)(maximumAge.TotalSeconds * time.TimestampFrequency);
    private double _allowanceSeconds = AllowanceAtStartSeconds;
    private int _turn;

    /// <summary>Reads what is due and affordable.</summary>
    /// <param name="processes">The tree, in order of appearance.</param>
    /// <param name="elapsedSeconds">Time since the previous sample.</param>
    public void Read(List<TrackedProcess> processes, double elapsedSeconds)
    {
        foreach (TrackedProcess process in processes)
        {
            CarryOn(process);
        }

        double gain = elapsedSeconds * (AllowancePerSecond + (AllowancePerProcessSecond * processes.Count));
        if (_allowanceSeconds < AllowanceLimitSeconds)
        {
            _allowanceSeconds = Math.Min(AllowanceLimitSeconds, _allowanceSeconds + gain);
        }

        for (int i = processes.Count - 1; i >= 0 && _allowanceSeconds > 0; i--)
        {
            if (!processes[i].Proportional.WasTaken)
            {
                ReadIfAllowed(processes[i]);
            }
        }

        for (int i = 0; i < processes.Count && _allowanceSeconds > 0; i++)
        {
            _turn = _turn + 1 < processes.Count ? _turn + 1 : 0;
            if (IsDue(processes[_turn]))
            {
                ReadIfAllowed(processes[_turn]);
            }
        }
    }

    private static void CarryOn(TrackedProcess process)
    {
        if (process.Subject is not { } subject || process.HasEnded || !process.Proportional.WasTaken || process.ProportionalRead < 0)
        {
            return;
        }

        long resident = subject.Values[ProcessMetrics.Resident.Index];
        if (resident >= 0)
        {
            subject.Values[ProcessMetrics.Proportional.Index] = Math.Clamp(process.ProportionalRead + resident - process.Proportional.Reference, 0, resident);
        }
    }

    private bool IsDue(TrackedProcess process)
    {
        ref AdaptiveReading reading = ref process.Proportional;
        if (!reading.WasTaken || reading.IsDenied || process.Subject is null)
        {
            return false;
        }

        long moved = Math.Abs(Math.Max(0, process.Subject.Values[ProcessMetrics.Resident.Index]) - reading.Reference);
        return (moved > reading.Reference / NoteworthyShare && moved > NoteworthyBytes)
            || reading.IsOlderThan(_maximumAge, time.GetTimestamp());
    }

    private void ReadIfAllowed(TrackedProcess process)
    {
        long before = time.GetTimestamp();
        if (process.Subject is null || process.HasEnded || process.Stat.State == (byte)'D' || !process.Proportional.IsAllowed(before))
        {
            return;
        }

        int length = proc.ReadOnce(process.Pid, "smaps_rollup"u8, _buffer);
        long after = time.GetTimestamp();
        long[] row = process.Subject.Values;
        process.Proportional.IsDenied = length is ProcDirectory.PermissionDenied or ProcDirectory.NotPermitted;
        process.Proportional.Taken(before, after, Math.Max(0, row[ProcessMetrics.Resident.Index]));
        process.ProportionalRead = Parse(_buffer.AsSpan(0, Math.Max(0, length)));
        row[ProcessMetrics.Proportional.Index] = process.ProportionalRead;
        _allowanceSeconds -= time.GetElapsedTime(before, after).TotalSeconds;
    }

    private static long Parse(ReadOnlySpan<byte> text)
    {
        int at = text.IndexOf("\nPss:"u8);
        return at < 0 ? Reading.NotAvailable : new AsciiScanner(text[(at + 5)..]).ReadInt64() * 1024;
    }
}
