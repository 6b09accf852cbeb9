namespace Vigil.Collection.Processes.Linux;

/// <summary>Reports every fork and exit of processes (not threads) of the machine, in order. A seam for tests.</summary>
internal interface IProcessEventSource : IDisposable
{
    /// <summary>Takes what has been reported so far, at most the length of <paramref name="events"/>; never waits.</summary>
    /// <returns>How many were taken; fewer than asked for when there are no more.</returns>
    int Read(Span<ProcessEvent> events);

    /// <summary>Whether reports were lost since the last call.</summary>
    bool TakeLost();

    /// <summary>Drops what has been reported and not read.</summary>
    void Discard();
}

/// <summary>A fork or an exit.</summary>
/// <param name="Pid">The new or the ended process.</param>
/// <param name="ParentPid">Who forked it; 0 for an exit.</param>
/// <param name="IsExit">Whether it ended.</param>
/// <param name="WaitStatus">How it ended, as <c>waitpid</c> states it; 0 for a fork.</param>
internal readonly record struct ProcessEvent(int Pid, int ParentPid, bool IsExit, int WaitStatus)
{
    public static ProcessEvent Fork(int parentPid, int pid) => new(pid, parentPid, false, 0);

    public static ProcessEvent Exited(int pid, int waitStatus) => new(pid, 0, true, waitStatus);
}
