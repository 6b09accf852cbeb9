using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes.Linux;

/// <summary>
/// Takes the readings of one process at each sample from the files it keeps open. What cannot be read is not available;
/// nothing allocates.
/// </summary>
internal sealed class ProcessReader
{
    // Without the kernel's count, files are counted by listing them at most this often.
    private const int CountEverySeconds = 10;

    private readonly ProcDirectory _proc;
    private readonly DescriptorBudget _budget;
    private readonly TimeProvider _time;
    private readonly DirectoryLister _lister;
    private readonly byte[] _buffer = GC.AllocateArray<byte>(8192, pinned: true);
    private readonly int _pageBytes = Environment.SystemPageSize;
    private readonly bool _kernelCountsFiles;

    public ProcessReader(ProcDirectory proc, DescriptorBudget budget, DirectoryLister lister, TimeProvider time)
    {
        _proc = proc;
        _budget = budget;
        _lister = lister;
        _time = time;
        _kernelCountsFiles = KernelCountsFiles(proc, lister);
    }

    /// <summary>Reads <c>stat</c> once, without keeping it open.</summary>
    /// <returns>False when there is no such process or it is hidden.</returns>
    public bool TryReadStat(int pid, out ProcStat stat)
    {
        stat = default;
        int length = _proc.ReadOnce(pid, "stat"u8, _buffer);
        return length > 0 && ProcStat.TryParse(_buffer.AsSpan(0, length), out stat);
    }

    /// <summary>Takes all readings of a process but the proportional memory.</summary>
    public ReadOutcome Read(TrackedProcess process)
    {
        int length = process.Files.ReadStat(_proc, _budget, process.Pid, _buffer);
        if (length < 0)
        {
            return length is ProcDirectory.NoSuchProcess or ProcDirectory.NoSuchFile ? ReadOutcome.Gone : ReadOutcome.Unreadable;
        }

        if (!ProcStat.TryParse(_buffer.AsSpan(0, length), out ProcStat stat))
        {
            // An emptied file is a process that went away while it was read.
            return length == 0 ? ReadOutcome.Gone : ReadOutcome.Unreadable;
        }

        if (stat.StartTicks != process.StartTicks)
        {
            return ReadOutcome.Gone;
        }

        process.Stat = stat;
        if (process.Subject is { } subject)
        {
            long[] row = subject.Values;
            Write(stat, row);
            ReadMemory(process, row);
            ReadStatus(process, row);
            ReadIo(process, row);
            CountFiles(process, row);
        }

        return ReadOutcome.Read;
    }

    private static void Write(in ProcStat stat, long[] row)
    {
        row[ProcessMetrics.CpuUser.Index] = stat.UserTicks;
        row[ProcessMetrics.CpuSystem.Index] = stat.SystemTicks;
        row[ProcessMetrics.ChildrenCpu.Index] = stat.ChildrenTicks;
        row[ProcessMetrics.Threads.Index] = stat.Threads;
        row[ProcessMetrics.MinorFaults.Index] = stat.MinorFaults;
        row[ProcessMetrics.MajorFaults.Index] = stat.MajorFaults;
        row[ProcessMetrics.IoDelay.Index] = stat.BlockIoTicks;
        row[ProcessMetrics.State.Index] = stat.State;
    }

    private void ReadMemory(TrackedProcess process, long[] row)
    {
        int length = process.Files.ReadMemory(_proc, _budget, process.Pid, _buffer);
        var numbers = new NumberScanner(_buffer.AsSpan(0, Math.Max(length, 0)));
        bool known = length > 0;
        long size = numbers.Next();
        long resident = numbers.Next();
        long shared = numbers.Next();
        row[ProcessMetrics.Virtual.Index] = known ? size * _pageBytes : Reading.NotAvailable;
        row[ProcessMetrics.Resident.Index] = known ? resident * _pageBytes : Reading.NotAvailable;
        row[ProcessMetrics.Shared.Index] = known ? shared * _pageBytes : Reading.NotAvailable;
    }

    private void ReadStatus(TrackedProcess process, long[] row)
    {
        int length = process.Files.ReadStatus(_proc, _budget, process.Pid, _buffer);
        ReadOnlySpan<byte> text = _buffer.AsSpan(0, Math.Max(length, 0));

        // The order of the lines is fixed: VmSwap stands before the switches.
        long swapped = TakeAfter(ref text, "\nVmSwap:"u8);
        row[ProcessMetrics.Swapped.Index] = swapped < 0 ? Reading.NotAvailable : swapped * 1024;
        row[ProcessMetrics.VoluntarySwitches.Index] = TakeAfter(ref text, "\nvoluntary_ctxt_switches:"u8);
        row[ProcessMetrics.InvoluntarySwitches.Index] = TakeAfter(ref text, "\nnonvoluntary_ctxt_switches:"u8);
    }

    /// <summary>
    /// These two count every byte of every pipe and file, and their last ten bits are noise that no packing removes: an
    /// eighth of a recording of many workers.
    /// </summary>
    private static long WholeKibibytes(long bytes) => bytes & ~1023L;

    private void ReadIo(TrackedProcess process, long[] row)
    {
        int length = process.Files.ReadIo(_proc, _budget, process.Pid, _buffer);
        ReadOnlySpan<byte> text = _buffer.AsSpan(0, Math.Max(length, 0));
        row[ProcessMetrics.ReadCharacters.Index] = WholeKibibytes(TakeAfter(ref text, "rchar:"u8));
        row[ProcessMetrics.WriteCharacters.Index] = WholeKibibytes(TakeAfter(ref text, "wchar:"u8));
        row[ProcessMetrics.ReadBytes.Index] = TakeAfter(ref text, "\nread_bytes:"u8);
        row[ProcessMetrics.WriteBytes.Index] = TakeAfter(ref text, "\nwrite_bytes:"u8);
    }

    private void CountFiles(TrackedProcess process, long[] row)
    {
        if (process.HasEnded)
        {
            row[ProcessMetrics.OpenFiles.Index] = Reading.NotAvailable;
            return;
        }

        if (_kernelCountsFiles)
        {
            long size = process.Files.SizeOfDescriptorFolder(_proc, _budget, process.Pid);
            row[ProcessMetrics.OpenFiles.Index] = size < 0 ? Reading.NotAvailable : size;
            return;
        }

        long before = _time.GetTimestamp();
        if (!process.OpenFiles.IsAllowed(before)
            || (process.OpenFiles.WasTaken && !process.OpenFiles.IsOlderThan(CountEverySeconds * _time.TimestampFrequency, before)))
        {
            return;
        }

        int descriptor = _proc.Open(process.Pid, "fd"u8);
        int count = descriptor;
        if (descriptor >= 0)
        {
            count = _lister.Count(descriptor);
            ProcDirectory.Close(descriptor);
        }

        process.OpenFiles.IsDenied = count is ProcDirectory.PermissionDenied or ProcDirectory.NotPermitted;
        process.OpenFiles.Taken(before, _time.GetTimestamp(), count);
        row[ProcessMetrics.OpenFiles.Index] = count < 0 ? Reading.NotAvailable : count;
    }

    /// <summary>The number after a label, and the text from there on; not available when the label is missing.</summary>
    private static long TakeAfter(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> label)
    {
        int at = text.IndexOf(label);
        if (at < 0)
        {
            return Reading.NotAvailable;
        }

        text = text[(at + label.Length)..];
        return new AsciiScanner(text).ReadInt64();
    }

    /// <summary>Asks the one process whose files can be counted both ways: this one.</summary>
    private static bool KernelCountsFiles(ProcDirectory proc, DirectoryLister lister)
    {
        int own = Environment.ProcessId;
        int descriptor = proc.Open(own, "fd"u8);
        if (descriptor < 0)
        {
            return false;
        }

        long stated = ProcDirectory.SizeOf(descriptor);
        int counted = lister.Count(descriptor);
        ProcDirectory.Close(descriptor);

        // Other threads open and close files in between. Before 6.2 the size is 0; a plain folder says 40 or 4,096.
        return stated > 0 && counted > 0 && Math.Abs(stated - counted) <= 16 + (counted / 8);
    }
}

/// <summary>What came of reading a process.</summary>
internal enum ReadOutcome
{
    /// <summary>It is there.</summary>
    Read,

    /// <summary>It has ended and been reaped; its number may belong to another one.</summary>
    Gone,

    /// <summary>It is there or not; this time nothing could be read.</summary>
    Unreadable,
}
