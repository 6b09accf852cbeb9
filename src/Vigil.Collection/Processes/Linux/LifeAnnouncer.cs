namespace Vigil.Collection.Processes.Linux;

/// <summary>
/// Tells the starts and exits of members once enough is known about them: a start when the process has had time to execute
/// its program, an exit of a child of the recorder when the recorder has said how it ended.
/// </summary>
/// <param name="log">Takes them.</param>
/// <param name="recorderPid">The recorder, which reaps its children; null when there is none.</param>
internal sealed class LifeAnnouncer(ProcessEventLog log, int? recorderPid)
{
    private readonly List<TrackedProcess> _gone = [];

    /// <summary>A member is gone.</summary>
    public void AddGone(TrackedProcess process)
    {
        if (!process.ExitAnnounced)
        {
            _gone.Add(process);
        }
    }

    /// <summary>Adds how a process ended that is gone and not told yet. False when there is none.</summary>
    public bool TryComplete(int pid, ProcessExit exit)
    {
        foreach (TrackedProcess process in _gone)
        {
            if (process.Pid == pid)
            {
                process.Exit ??= exit;
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells what started and ended since the last call.</summary>
    /// <param name="processes">The tree.</param>
    /// <param name="exiting">Members that the kernel reported to exit, in that order.</param>
    /// <param name="facts">Knows when processes started.</param>
    public void Announce(List<TrackedProcess> processes, List<TrackedProcess> exiting, ProcessFactsReader facts)
    {
        foreach (TrackedProcess process in processes)
        {
            if (!process.StartAnnounced && (process.IsSettled || process.HasEnded))
            {
                log.Started(process, facts.StartUnixSeconds(process));
            }
        }

        // First in the order in which the kernel reported them, then as the sample found them.
        foreach (TrackedProcess process in exiting)
        {
            AnnounceExit(process, facts);
        }

        foreach (TrackedProcess process in processes)
        {
            AnnounceExit(process, facts);
        }

        for (int i = _gone.Count - 1; i >= 0; i--)
        {
            TrackedProcess process = _gone[i];
            bool recorderReaps = process.ParentPid == recorderPid && process.Exit is null;
            if (recorderReaps && process.SamplesGone++ == 0)
            {
                // The recorder has reaped it and is about to tell how it ended.
                continue;
            }

            AnnounceExit(process, facts);
            _gone.RemoveAt(i);
        }
    }

    private void AnnounceExit(TrackedProcess process, ProcessFactsReader facts)
    {
        if (!process.HasEnded || process.ExitAnnounced)
        {
            return;
        }

        if (!process.StartAnnounced)
        {
            log.Started(process, facts.StartUnixSeconds(process));
        }

        log.Ended(process);
    }
}
