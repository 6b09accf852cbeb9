using Vigil.Collection.Files;

namespace Vigil.Collection.Processes.Linux;

/// <summary>What <c>/proc/PID/stat</c> says; times in clock ticks (1/100 s), see proc_pid_stat(5).</summary>
internal struct ProcStat
{
    /// <summary>Hash of the short name, to notice that it changed without making a string of it.</summary>
    public int NameHash;

    /// <summary>State character.</summary>
    public byte State;

    public int ParentPid;
    public int ProcessGroup;
    public int Session;
    public long MinorFaults;

    /// <summary>Minor faults of ended children that were waited for.</summary>
    public long ChildrenMinorFaults;

    public long MajorFaults;
    public long UserTicks;
    public long SystemTicks;

    /// <summary>User and system time of ended children that were waited for.</summary>
    public long ChildrenTicks;

    public long Threads;

    /// <summary>Start, in ticks since boot.</summary>
    public long StartTicks;

    /// <summary>Resident memory in pages; the kernel brings it up to date less often than statm.</summary>
    public long ResidentPages;

    /// <summary>Address of the bottom of the stack: kept by a fork, changed by an exec; 0 when not permitted.</summary>
    public long StackStart;

    /// <summary>Time waited for block I/O, ticks.</summary>
    public long BlockIoTicks;

    /// <summary>Wait status of an ended process that has not been reaped; 0 when not permitted.</summary>
    public int ExitStatus;

    /// <summary>True for a process that has ended and waits to be reaped; a dead leader of living threads is none.</summary>
    public readonly bool HasEnded => State is (byte)'Z' or (byte)'X' or (byte)'x' && Threads <= 1;

    /// <summary>How an ended process ended.</summary>
    /// <param name="isPermitted">Whether the kernel shows such things of this process; it shows 0 where it does not.</param>
    public readonly ProcessExit? ExitOf(bool isPermitted) =>
        HasEnded && (isPermitted || ExitStatus != 0) ? ProcessExit.FromWaitStatus(ExitStatus) : null;

    /// <summary>Reads the text of the file. False when it is cut or not of that form.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ProcStat stat)
    {
        stat = default;

        // The name may hold anything, blanks, parentheses and line feeds included; the numbers after it cannot.
        int open = text.IndexOf((byte)'(');
        int close = text.LastIndexOf((byte)')');
        if (open < 0 || close < open || close + 4 >= text.Length)
        {
            return false;
        }

        var hash = new HashCode();
        hash.AddBytes(text[(open + 1)..close]);
        stat.NameHash = hash.ToHashCode();
        stat.State = text[close + 2];
        ReadOnlySpan<byte> rest = text[(close + 3)..];
        var numbers = new NumberScanner(rest);
        stat.ParentPid = (int)numbers.Next();
        stat.ProcessGroup = (int)numbers.Next();
        stat.Session = (int)numbers.Next();
        numbers.Skip(3);
        stat.MinorFaults = numbers.Next();
        stat.ChildrenMinorFaults = numbers.Next();
        stat.MajorFaults = numbers.Next();
        numbers.Skip(1);
        stat.UserTicks = numbers.Next();
        stat.SystemTicks = numbers.Next();
        stat.ChildrenTicks = numbers.Next() + numbers.Next();
        numbers.Skip(2);
        stat.Threads = numbers.Next();
        numbers.Skip(1);
        if (numbers.AtEnd)
        {
            return false;
        }

        stat.StartTicks = numbers.Next();
        numbers.Skip(1);
        stat.ResidentPages = numbers.Next();
        numbers.Skip(3);
        stat.StackStart = numbers.Next();
        numbers.Skip(13);
        stat.BlockIoTicks = numbers.Next();
        if (stat.HasEnded)
        {
            var last = new AsciiScanner(text[(text.TrimEnd("\n "u8).LastIndexOf((byte)' ') + 1)..]);
            stat.ExitStatus = (int)last.ReadInt64();
        }

        return true;
    }
}
