using Vigil.Collection.Files;
using Vigil.Collection.Processes.Linux;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes;

/// <summary>
/// Samples every process of the watched tree on Linux: finds its members, reads them, tells what each is for, and records
/// starts and exits. See <see cref="RoleRules"/> for how roles are decided and <see cref="ProcessTree"/> for who belongs.
/// </summary>
public sealed class ProcessTreeCollector : ICollector
{
    // A name changes with a new program, and at will; after so many changes at will it is no longer looked into.
    private const int NoteworthyRenamings = 16;
    private const int UnreadPerSample = 512;
    private const int YoungSamples = 2;

    private readonly ReportInbox _inbox = new();
    private readonly List<TrackedProcess> _processes = [];
    private readonly List<TrackedProcess> _unread = [];
    private readonly List<TrackedProcess> _revised = [];
    private readonly ProcessTreeOptions _options;
    private readonly ProcessTreeRoot _root;
    private readonly HostPaths _paths;
    private readonly TimeProvider _time;
    private readonly ProcessEventLog _log;
    private readonly LifeAnnouncer _announcer;
    private readonly RoleRules _roles = new();
    private readonly IProcessEventSource? _source;
    private ProcReaders? _readers;
    private bool _rolesAreStale;
    private int _unreadTurn;
    private bool _foundAny;
    private bool _isDisposed;

    /// <summary>
    /// Begins to watch. On a real machine the process connector is subscribed to here, so create the collector before
    /// the program is started and nothing is missed.
    /// </summary>
    /// <param name="paths">Where <c>/proc</c> is; the connector is only asked on the machine itself.</param>
    /// <param name="root">Where the tree begins.</param>
    /// <param name="events">Takes starts and exits.</param>
    /// <param name="time">Measures the cost of dear readings.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    public ProcessTreeCollector(
        HostPaths paths, ProcessTreeRoot root, IEventSink events, TimeProvider time, ProcessTreeOptions? options = null)
        : this(paths, root, events, time, options ?? new(), OpenConnector(paths, options ?? new(), out string? reason), reason)
    {
    }

    internal ProcessTreeCollector(
        HostPaths paths,
        ProcessTreeRoot root,
        IEventSink events,
        TimeProvider time,
        ProcessTreeOptions options,
        IProcessEventSource? source,
        string? limitation)
    {
        _paths = paths;
        _root = root;
        _time = time;
        _options = options;
        _source = source;
        _log = new ProcessEventLog(events, options);
        _announcer = new LifeAnnouncer(_log, root.RecorderPid);
        Statistics = new ProcessTreeStatistics
        {
            Source = source is null ? ProcessCountSource.Samples : ProcessCountSource.ProcessConnector,
            IsLowerBound = source is null,
            Limitation = source is null ? limitation : null,
        };
    }

    /// <inheritdoc/>
    public string Name => "processes";

    /// <summary>Counts over the tree, as of the latest sample.</summary>
    public ProcessTreeStatistics Statistics { get; }

    /// <summary>Tells which child of the recorder is the program. From any thread; not needed when it is its first child.</summary>
    public void ReportProgram(int pid) => _inbox.Add(new Report(ReportKind.Program, pid, 0));

    /// <summary>Tells that the recorder reaped a child, the program or an orphan of it. From any thread.</summary>
    /// <param name="pid">The child.</param>
    /// <param name="waitStatus">Its status as <c>waitpid</c> gave it.</param>
    public void ReportExit(int pid, int waitStatus) => _inbox.Add(new Report(ReportKind.Exit, pid, waitStatus));

    /// <summary>Leaves a helper that the recorder started out of the tree. From any thread, right after starting it.</summary>
    public void Exclude(int pid) => _inbox.Add(new Report(ReportKind.Exclude, pid, 0));

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        _readers ??= ProcReaders.TryOpen(_paths, _root, _options, _source, _time);
        if (_readers is null)
        {
            return CollectResult.NotAvailable($"{_paths.Proc("")} cannot be opened: processes are not visible here");
        }

        ProcessTree tree = _readers.Tree;
        _log.Begin(frame.UnixMilliseconds / 1000.0, frame.ElapsedSeconds);
        bool listed = tree.Update(frame.ElapsedSeconds);
        long cameAndWent = TakeReports(tree, frame);
        ReadKnown(tree, frame);
        Adopt(tree, frame);
        long estimated = _source is null ? EstimateUnseen() : 0;
        DecideRoles();
        _readers.Proportional.Read(_processes, frame.ElapsedSeconds);
        _announcer.Announce(_processes, tree.Exiting, _readers.Facts);
        _log.CameAndWent(tree.ShortLived, estimated, tree);
        Count(tree, tree.ShortLived.Count + estimated + cameAndWent);
        _log.Summarise(Statistics.IsLowerBound);
        return Judge(listed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _log.Summarise(Statistics.IsLowerBound, now: true);
        if (_readers is not null)
        {
            foreach (TrackedProcess process in _processes)
            {
                process.Files.Close(_readers.Budget);
            }

            foreach (TrackedProcess process in _unread)
            {
                process.Files.Close(_readers.Budget);
            }

            _readers.Dispose();
        }

        _source?.Dispose();
    }

    private static ProcessConnector? OpenConnector(HostPaths paths, ProcessTreeOptions options, out string? reason)
    {
        if (!OperatingSystem.IsLinux() || paths != HostPaths.Real || !options.UseProcessConnector)
        {
            reason = "the kernel's process connector is not used";
            return null;
        }

        return ProcessConnector.TryOpen(out reason);
    }

    /// <returns>Orphans that the recorder reaped before any sample saw them.</returns>
    private long TakeReports(ProcessTree tree, SampleFrame frame)
    {
        long unseen = 0;
        foreach (Report report in _inbox.Take())
        {
            var exit = ProcessExit.FromWaitStatus(report.WaitStatus);
            switch (report.Kind)
            {
                case ReportKind.Program:
                    tree.SetProgram(report.Pid);
                    _rolesAreStale = true;
                    break;
                case ReportKind.Exclude when tree.Exclude(report.Pid) is { } excluded:
                    if (!tree.Arrivals.Remove(excluded))
                    {
                        Drop(excluded, frame);
                        Statistics.Started--;
                    }

                    break;
                case ReportKind.Exit when !_announcer.TryComplete(report.Pid, exit) && !tree.NoteReaped(report.Pid, exit):
                    unseen++;
                    break;
                default:
                    break;
            }
        }

        return unseen;
    }

    private void Drop(TrackedProcess process, SampleFrame frame)
    {
        _ = _processes.Remove(process) || _unread.Remove(process);
        process.Files.Close(_readers!.Budget);
        if (process.Subject is not null)
        {
            frame.Remove(process.Subject);
        }
    }

    private void ReadKnown(ProcessTree tree, SampleFrame frame)
    {
        int kept = 0;
        for (int i = 0; i < _processes.Count; i++)
        {
            TrackedProcess process = _processes[i];
            if (Read(process, tree, frame))
            {
                _processes[kept++] = process;
            }
        }

        _processes.RemoveRange(kept, _processes.Count - kept);

        // Those beyond the limit are only looked after, some at a time.
        for (int i = Math.Min(UnreadPerSample, _unread.Count); i > 0 && _unread.Count > 0; i--)
        {
            _unreadTurn = _unreadTurn + 1 < _unread.Count ? _unreadTurn + 1 : 0;
            if (!Read(_unread[_unreadTurn], tree, frame))
            {
                _unread.RemoveAt(_unreadTurn);
            }
        }
    }

    /// <returns>False when it is gone.</returns>
    private bool Read(TrackedProcess process, ProcessTree tree, SampleFrame frame)
    {
        ProcReaders readers = _readers!;
        ProcStat before = process.Stat;
        bool awaitedCpu = RoleRules.WaitsForCpu(process);
        ReadOutcome outcome = readers.Reader.Read(process);
        if (outcome == ReadOutcome.Gone)
        {
            End(process, tree, frame);
            return false;
        }

        if (outcome == ReadOutcome.Unreadable)
        {
            // What cannot be read now must not look as if it had stood still.
            process.Subject?.Values.AsSpan().Fill(Reading.NotAvailable);
            return true;
        }

        if (process.Stat.HasEnded)
        {
            if (!process.HasEnded)
            {
                process.HasEnded = true;
                _rolesAreStale = true;
                process.Exit ??= process.Stat.ExitOf(isPermitted: before.StackStart != 0);
            }

            return true;
        }

        process.SeenAlive++;
        NoteNewProgram(process, before);
        _rolesAreStale |= process.SeenAlive == YoungSamples || (!awaitedCpu && RoleRules.WaitsForCpu(process));
        return true;
    }

    private void NoteNewProgram(TrackedProcess process, in ProcStat before)
    {
        bool executed = process.Stat.StackStart != before.StackStart;
        bool renamed = process.Stat.NameHash != before.NameHash && process.Renamings++ < NoteworthyRenamings;
        if (executed)
        {
            process.Renamings = 0;
            process.Files.Retry();
            process.Proportional = default;
        }

        if ((executed || renamed || process.SeenAlive == YoungSamples) && _readers!.Facts.Refresh(process))
        {
            _revised.Add(process);
            _rolesAreStale = true;
        }
    }

    private void End(TrackedProcess process, ProcessTree tree, SampleFrame frame)
    {
        process.Files.Close(_readers!.Budget);
        process.IsGone = true;
        process.HasEnded = true;
        _rolesAreStale = true;
        if (process.Parent is { } parent)
        {
            parent.ChildrenEnded++;
        }

        // Its own children keep it as their parent; the line above it is of no more use to them.
        process.Parent = null;
        if (process.Subject is not null)
        {
            frame.Remove(process.Subject);
        }

        tree.Forget(process);
        _announcer.AddGone(process);
    }

    private void Adopt(ProcessTree tree, SampleFrame frame)
    {
        if (tree.Arrivals.Count == 0)
        {
            return;
        }

        ProcReaders readers = _readers!;
        double uptime = readers.Facts.ReadUptimeSeconds();
        readers.Facts.NoteClock(frame.UnixMilliseconds / 1000.0, uptime);
        for (int i = 0; i < tree.Arrivals.Count; i++)
        {
            TrackedProcess process = tree.Arrivals[i];
            _foundAny = true;
            _rolesAreStale = true;
            Statistics.Started++;
            process.AgeWhenFoundSeconds = double.IsNaN(uptime) ? 1 : uptime - (process.StartTicks / 100.0);
            readers.Facts.Refresh(process);
            if (process.Parent is null && !process.IsProgram)
            {
                // An orphan: the oldest member of which it is a copy started it, or started who did.
                process.Parent = _processes.Find(member => ProcessFactsReader.IsCopy(process, member));
                process.IsFork = process.Parent is not null;
            }

            process.IsLaunched = process.Parent is { Kind: ProgramKind.Launcher } and ({ IsProgram: true } or { IsLaunched: true });
            if (_processes.Count < _options.MaximumSubjects)
            {
                process.Subject = new Subject(
                    SubjectKind.Process, $"{process.Pid}:{process.StartTicks}", readers.Facts.Attributes(process));
                frame.Add(process.Subject);
                _processes.Add(process);
            }
            else
            {
                _unread.Add(process);
            }

            if (!Read(process, tree, frame))
            {
                _ = _processes.Remove(process) || _unread.Remove(process);
            }
        }
    }

    /// <summary>Children that no sample saw, told from what their parents inherited of them: one per parent at least.</summary>
    private long EstimateUnseen()
    {
        long unseen = 0;
        foreach (TrackedProcess process in _processes)
        {
            bool grew = process.SeenAlive > 1 && process.Stat.ChildrenMinorFaults > process.InheritedFaults;

            // A known child that ended is inherited from when its parent waits for it, at this sample or the next.
            unseen += grew && process is { ChildrenEnded: 0, ChildrenEndedBefore: 0 } ? 1 : 0;
            process.InheritedFaults = process.Stat.ChildrenMinorFaults;
            process.ChildrenEndedBefore = process.ChildrenEnded;
            process.ChildrenEnded = 0;
        }

        return unseen;
    }

    private void DecideRoles()
    {
        if (_rolesAreStale)
        {
            _rolesAreStale = false;
            _roles.Decide(_processes, _revised);
        }

        foreach (TrackedProcess process in _revised)
        {
            process.Subject?.Revise(_readers!.Facts.Attributes(process));
        }

        _revised.Clear();
    }

    private void Count(ProcessTree tree, long shortLived)
    {
        long alive = _unread.Count;
        foreach (TrackedProcess process in _processes)
        {
            alive += process.HasEnded ? 0 : 1;
        }

        Statistics.Alive = alive;
        Statistics.Started += shortLived;
        Statistics.ShortLived += shortLived;
        if (tree.ReportsLost)
        {
            Statistics.IsLowerBound = true;
            Statistics.Limitation = "the kernel reported more processes than could be followed";
        }
    }

    private CollectResult Judge(bool listed)
    {
        if (!listed)
        {
            return CollectResult.Failed($"{_paths.Proc("")} could not be listed");
        }

        return _foundAny || _root.RecorderPid is not null
            ? CollectResult.Ok
            : CollectResult.NotAvailable($"process {_root.ProgramPid} is gone, or /proc hides it (mounted with hidepid)");
    }
}
