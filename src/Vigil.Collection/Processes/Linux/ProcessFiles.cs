namespace Vigil.Collection.Processes.Linux;

/// <summary>
/// The files of one process that stay open: an open file of <c>/proc/PID</c> belongs to that process and to no later one
/// with its number, and says ESRCH once it is gone.
/// </summary>
internal struct ProcessFiles
{
    /// <summary>A file that is not open.</summary>
    public const int Closed = 0;

    /// <summary>A file that this process may not open; not asked for again until it executes another program.</summary>
    public const int Denied = -1;

    // Descriptor + 1, so that the default is closed.
    private int _stat;
    private int _memory;
    private int _status;
    private int _io;
    private int _openFiles;

    /// <summary>Reads <c>stat</c>.</summary>
    public int ReadStat(ProcDirectory proc, DescriptorBudget budget, int pid, Span<byte> buffer) =>
        Read(ref _stat, proc, budget, important: true, pid, "stat"u8, buffer);

    /// <summary>Reads <c>statm</c>.</summary>
    public int ReadMemory(ProcDirectory proc, DescriptorBudget budget, int pid, Span<byte> buffer) =>
        Read(ref _memory, proc, budget, important: true, pid, "statm"u8, buffer);

    /// <summary>Reads <c>status</c>.</summary>
    public int ReadStatus(ProcDirectory proc, DescriptorBudget budget, int pid, Span<byte> buffer) =>
        Read(ref _status, proc, budget, important: false, pid, "status"u8, buffer);

    /// <summary>Reads <c>io</c>.</summary>
    public int ReadIo(ProcDirectory proc, DescriptorBudget budget, int pid, Span<byte> buffer) =>
        Read(ref _io, proc, budget, important: false, pid, "io"u8, buffer);

    /// <summary>Open files as the size of the folder <c>fd</c>, which kernels state from 6.2 on.</summary>
    public long SizeOfDescriptorFolder(ProcDirectory proc, DescriptorBudget budget, int pid)
    {
        if (_openFiles > Closed)
        {
            return ProcDirectory.SizeOf(_openFiles - 1);
        }

        if (_openFiles == Denied)
        {
            return ProcDirectory.PermissionDenied;
        }

        int descriptor = proc.Locate(pid, "fd"u8);
        if (descriptor < 0)
        {
            NoteFailure(ref _openFiles, budget, descriptor);
            return descriptor;
        }

        long size = ProcDirectory.SizeOf(descriptor);
        Keep(ref _openFiles, budget, important: false, descriptor, size >= 0);
        return size;
    }

    /// <summary>Forgets what was denied: the process executes another program.</summary>
    public void Retry()
    {
        _stat = Math.Max(_stat, Closed);
        _memory = Math.Max(_memory, Closed);
        _status = Math.Max(_status, Closed);
        _io = Math.Max(_io, Closed);
        _openFiles = Math.Max(_openFiles, Closed);
    }

    /// <summary>Closes all.</summary>
    public void Close(DescriptorBudget budget)
    {
        Close(ref _stat, budget);
        Close(ref _memory, budget);
        Close(ref _status, budget);
        Close(ref _io, budget);
        Close(ref _openFiles, budget);
    }

    private static int Read(
        ref int slot, ProcDirectory proc, DescriptorBudget budget, bool important, int pid, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        if (slot > Closed)
        {
            return ProcDirectory.Read(slot - 1, buffer);
        }

        if (slot == Denied)
        {
            return ProcDirectory.PermissionDenied;
        }

        int descriptor = proc.Open(pid, name);
        if (descriptor < 0)
        {
            NoteFailure(ref slot, budget, descriptor);
            return descriptor;
        }

        int length = ProcDirectory.Read(descriptor, buffer);
        Keep(ref slot, budget, important, descriptor, length >= 0);
        return length;
    }

    private static void Keep(ref int slot, DescriptorBudget budget, bool important, int descriptor, bool readable)
    {
        if (readable && budget.TryTake(important))
        {
            slot = descriptor + 1;
        }
        else
        {
            ProcDirectory.Close(descriptor);
        }
    }

    private static void NoteFailure(ref int slot, DescriptorBudget budget, int error)
    {
        if (error is ProcDirectory.PermissionDenied or ProcDirectory.NotPermitted)
        {
            slot = Denied;
        }
        else if (error is ProcDirectory.ProcessFilesExhausted or ProcDirectory.SystemFilesExhausted)
        {
            budget.Exhaust();
        }
    }

    private static void Close(ref int slot, DescriptorBudget budget)
    {
        if (slot > Closed)
        {
            ProcDirectory.Close(slot - 1);
            budget.Return();
        }

        slot = Closed;
    }
}
