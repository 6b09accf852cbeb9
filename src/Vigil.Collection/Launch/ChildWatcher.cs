using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Launch;

/// <summary>
/// Waits for every child of this process on one thread, blocked in the kernel: the program itself, and orphans that
/// came home because Vigil is their subreaper.
/// </summary>
/// <remarks>
/// SIGCHLD plays no part, so no end can be missed. The runtime must not take children either: it does so on SIGCHLD
/// when it is process 1 of a container or was started with SIGCHLD ignored, and in those cases the signal is put back
/// to its default for as long as the program runs. (A program started under an ignored SIGCHLD gets the default then.)
/// </remarks>
internal sealed class ChildWatcher : IDisposable
{
    private const int MaxOrphans = 4096;
    private const int StackBytes = 256 * 1024;

    private readonly Lock _alive = new();
    private readonly Queue<OrphanExit> _orphans = new();
    private readonly byte[]? _formerChildAction;
    private int _program;
    private bool _hasEnded;
    private long _ownPeakBytes;

    public ChildWatcher()
    {
        NativeProcesses.AdoptOrphans();
        if (Environment.ProcessId == 1 || NativeProcesses.IsIgnored(Signals.Child))
        {
            _formerChildAction = NativeProcesses.SetDefaultAction(Signals.Child);
        }
    }

    /// <summary>Raised on the watching thread, with the signal.</summary>
    public Action<int>? Stopped { get; init; }

    /// <summary>Raised on the watching thread.</summary>
    public Action? Continued { get; init; }

    /// <summary>Raised on the watching thread, once, as its last act.</summary>
    public required Action<ProgramExit> Ended { get; init; }

    public void Start(int program)
    {
        _program = program;
        _ownPeakBytes = OwnPeakBytes();
        new Thread(Run, StackBytes) { IsBackground = true, Name = "vigil Children" }.Start();
    }

    /// <summary>Sends the program a signal, or its whole group. False when it has ended: its number may be another's by then.</summary>
    public bool Signal(int signal, bool wholeGroup)
    {
        lock (_alive)
        {
            return !_hasEnded && NativeProcesses.Kill(wholeGroup ? -_program : _program, signal) == 0;
        }
    }

    public IReadOnlyList<OrphanExit> TakeOrphans()
    {
        lock (_orphans)
        {
            if (_orphans.Count == 0)
            {
                return [];
            }

            OrphanExit[] taken = [.. _orphans];
            _orphans.Clear();
            return taken;
        }
    }

    public void Dispose()
    {
        if (_formerChildAction is not null)
        {
            NativeProcesses.RestoreAction(Signals.Child, _formerChildAction);
        }
    }

    /// <summary>What a wait status means once a process has ended; null while it has not.</summary>
    public static ProgramExit? Decode(int status, ResourceUsage usage)
    {
        int signal = status & 0x7f;
        bool isStopped = (status & 0xff) == 0x7f;
        bool isContinued = status == 0xffff;
        if (isStopped || isContinued)
        {
            return null;
        }

        return new ProgramExit
        {
            ExitCode = signal == 0 ? (status >> 8) & 0xff : null,
            Signal = signal == 0 ? null : signal,
            CoreDumped = signal != 0 && (status & 0x80) != 0,
            UserTime = usage.UserTime,
            SystemTime = usage.SystemTime,
            MaxResidentBytes = usage.MaxResident * Os.MaxResidentUnitBytes,
            MinorFaults = usage.MinorFaults,
            MajorFaults = usage.MajorFaults,
        };
    }

    private void Run()
    {
        ProgramExit? exit = null;
        while (exit is null)
        {
            int child = NativeProcesses.PeekChild(wait: true);

            // No children at all: somebody else took the program's status, and only that it is over is known.
            exit = child < 0 ? new ProgramExit() : Take(child);
        }

        // Orphans that ended in the same moment; those that live on are nobody's concern from here.
        for (int child = NativeProcesses.PeekChild(wait: false); child > 0; child = NativeProcesses.PeekChild(wait: false))
        {
            _ = Take(child);
        }

        Ended(exit);
    }

    // The exit when the child is the program and has ended.
    private ProgramExit? Take(int child)
    {
        int status;
        ResourceUsage usage;
        ProgramExit? exit;
        lock (_alive)
        {
            if (!NativeProcesses.TryTake(child, out status, out usage))
            {
                return null;
            }

            exit = Decode(status, usage);
            _hasEnded |= child == _program && exit is not null;
        }

        if (child != _program)
        {
            Record(child, exit);
            return null;
        }

        if (exit is null)
        {
            Report(status);
        }

        return exit is { } ended && ended.MaxResidentBytes <= _ownPeakBytes ? ended with { MaxResidentBytes = 0 } : exit;
    }

    /// <summary>
    /// Until it becomes the program, a spawned child runs in Vigil's own memory, and Linux counts the peak of that as its
    /// peak. So a peak no larger than Vigil's at that time says nothing of the program.
    /// </summary>
    private static long OwnPeakBytes()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return OperatingSystem.IsLinux() ? self.PeakWorkingSet64 : 0;
    }

    private void Report(int status)
    {
        if ((status & 0xff) == 0x7f && status != 0xffff)
        {
            Stopped?.Invoke((status >> 8) & 0xff);
        }
        else
        {
            Continued?.Invoke();
        }
    }

    private void Record(int child, ProgramExit? exit)
    {
        if (exit is null)
        {
            return;
        }

        lock (_orphans)
        {
            if (_orphans.Count == MaxOrphans)
            {
                _ = _orphans.Dequeue();
            }

            _orphans.Enqueue(new OrphanExit(child, exit));
        }
    }
}
