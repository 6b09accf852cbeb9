using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vigil.Collection.Processes.Linux;

/// <summary>
/// Knows which processes belong to the tree.
/// </summary>
/// <remarks>
/// <para>A process belongs when its parent does, or when the recorder is its parent; once a member it stays one, whoever
/// becomes its parent later. Where the process connector reports, forks of members are followed as they happened, so a
/// child that lived for a millisecond is known; /proc is then listed only every few seconds, and whenever reports were
/// lost. Otherwise /proc is listed at each sample at which processes may have been started, and only numbers not seen
/// before are looked at. Others are remembered as foreign while they are listed, and a few of them are looked at again in
/// turn, since a number may have been given anew between two listings.</para>
/// <para>When a process is attached to, orphans go home to init. One that was started after the watch began, in a process
/// group or session that a member leads, is taken for a member.</para>
/// </remarks>
internal sealed class ProcessTree
{
    private const int RecheckedPerListing = 16;
    private const int DeepestUnknownLine = 32;
    private const int ReportsPerSecond = 16384;
    private const int FewestReports = 1024;

    private readonly ProcessReader _reader;
    private readonly ProcessListing _listing;
    private readonly IProcessEventSource? _source;
    private readonly int _recorder;
    private readonly ProcessEvent[] _reports = new ProcessEvent[256];
    private readonly Dictionary<int, TrackedProcess> _members = [];
    private readonly Dictionary<int, int> _foreign = [];
    private readonly Dictionary<int, int> _born = [];
    private readonly Dictionary<int, int> _parentsOfEnded = [];
    private readonly Dictionary<int, int> _parentsOfZombies = [];
    private readonly Dictionary<int, long> _excluded = [];
    private readonly double _auditSeconds;
    private int _program;
    private int _listings;
    private int _recheckTurn;
    private double _sinceListing;

    public ProcessTree(ProcessReader reader, ProcessListing listing, IProcessEventSource? source, ProcessTreeRoot root, TimeSpan audit)
    {
        _reader = reader;
        _listing = listing;
        _source = source;
        _recorder = root.RecorderPid ?? 0;
        _program = root.ProgramPid ?? 0;
        _auditSeconds = audit.TotalSeconds;
    }

    /// <summary>Members found since the last update; the owner takes them over.</summary>
    public List<TrackedProcess> Arrivals { get; } = [];

    /// <summary>Processes that started and ended since the last update.</summary>
    public List<ShortLivedProcess> ShortLived { get; } = [];

    /// <summary>Members that were reported to exit since the last update, in that order.</summary>
    public List<TrackedProcess> Exiting { get; } = [];

    /// <summary>Whether reports of the kernel were lost in the last update.</summary>
    public bool ReportsLost { get; private set; }

    /// <summary>The member with a number; null when there is none.</summary>
    public TrackedProcess? Find(int pid) => _members.GetValueOrDefault(pid);

    /// <summary>Looks for new members.</summary>
    /// <param name="elapsedSeconds">Time since the last update.</param>
    /// <returns>False when /proc could not be listed.</returns>
    public bool Update(double elapsedSeconds)
    {
        Arrivals.Clear();
        ShortLived.Clear();
        Exiting.Clear();
        _sinceListing += elapsedSeconds;
        bool isFirst = _listings == 0;
        bool listed = true;
        if (isFirst)
        {
            // The parents must be known before the forks that were reported meanwhile mean anything.
            listed = List();
        }

        TakeReports(elapsedSeconds);
        bool due = _sinceListing >= _auditSeconds || ReportsLost || (_source is null && _listing.MayHaveNew());
        if (due && !isFirst)
        {
            listed = List();
        }

        Resolve();
        return listed;
    }

    /// <summary>Takes the word of the recorder that it started the program.</summary>
    public void SetProgram(int pid)
    {
        _program = pid;
        if (_members.TryGetValue(pid, out TrackedProcess? known))
        {
            foreach (TrackedProcess member in _members.Values)
            {
                member.IsProgram = false;
            }

            known.IsProgram = true;
        }
        else
        {
            Consider(pid);
        }
    }

    /// <summary>Takes the word of the recorder that it reaped a child. True when that ends something known as alive or born.</summary>
    public bool NoteReaped(int pid, ProcessExit exit)
    {
        if (_members.TryGetValue(pid, out TrackedProcess? member))
        {
            NoteExit(member, exit);
            return true;
        }

        return _born.ContainsKey(pid) || _excluded.ContainsKey(pid) || _source is not null;
    }

    /// <summary>Leaves out a helper of the recorder. Returns it where it was taken for a member.</summary>
    public TrackedProcess? Exclude(int pid)
    {
        _excluded[pid] = _reader.TryReadStat(pid, out ProcStat stat) ? stat.StartTicks : 0;
        _born.Remove(pid);
        return _members.Remove(pid, out TrackedProcess? member) ? member : null;
    }

    /// <summary>A member is gone; its number may already belong to another process, which is looked at.</summary>
    public void Forget(TrackedProcess member)
    {
        if (_members.TryGetValue(member.Pid, out TrackedProcess? known) && known == member)
        {
            _members.Remove(member.Pid);
            if (!Consider(member.Pid))
            {
                _foreign.Remove(member.Pid);
            }
        }
    }

    private void TakeReports(double elapsedSeconds)
    {
        ReportsLost = false;
        if (_source is null)
        {
            return;
        }

        int left = Math.Max(FewestReports, (int)(ReportsPerSecond * Math.Min(elapsedSeconds, 10)));
        int count;
        do
        {
            count = _source.Read(_reports);
            foreach (ProcessEvent report in _reports.AsSpan(0, count))
            {
                Take(report);
            }

            left -= count;
        }
        while (count == _reports.Length && left > 0);

        ReportsLost = _source.TakeLost();
        if (count == _reports.Length)
        {
            // A storm of processes, ours or not: following each is dearer than looking at what is left of it.
            _source.Discard();
            _ = _source.TakeLost();
            ReportsLost = true;
        }
    }

    private void Take(in ProcessEvent report)
    {
        int pid = report.Pid;
        if (!report.IsExit)
        {
            TakeFork(pid, report.ParentPid);
        }
        else if (_born.Remove(pid, out int parent))
        {
            _parentsOfEnded[pid] = parent;
            if (!_excluded.Remove(pid))
            {
                ShortLived.Add(new ShortLivedProcess(pid, parent, ProcessExit.FromWaitStatus(report.WaitStatus)));
            }
        }
        else if (_members.TryGetValue(pid, out TrackedProcess? member))
        {
            NoteExit(member, ProcessExit.FromWaitStatus(report.WaitStatus));
        }
        else
        {
            _foreign.Remove(pid);
        }
    }

    private void TakeFork(int pid, int parent)
    {
        if (_members.TryGetValue(pid, out TrackedProcess? known))
        {
            if (!known.ExitReported)
            {
                return;
            }

            // The number was given anew; the owner finds the old one gone when it reads it.
            _members.Remove(pid);
        }

        _foreign.Remove(pid);
        bool belongs = pid == _program || (parent == _recorder && _recorder > 0)
            || _members.ContainsKey(parent) || _born.ContainsKey(parent);
        if (belongs)
        {
            _born[pid] = parent;
        }
    }

    private void NoteExit(TrackedProcess member, ProcessExit exit)
    {
        member.Exit ??= exit;
        if (!member.ExitReported)
        {
            member.ExitReported = true;
            Exiting.Add(member);
        }
    }

    /// <summary>Turns forks into members, where the child is still there.</summary>
    private void Resolve()
    {
        foreach ((int pid, int parent) in _born)
        {
            if (_members.ContainsKey(pid) || IsExcluded(pid))
            {
                _born.Remove(pid);
            }
            else if (_reader.TryReadStat(pid, out ProcStat stat) && !stat.HasEnded)
            {
                _born.Remove(pid);
                Join(pid, stat, LivingOrKnownParent(parent), parent);
            }
            else if (ReportsLost)
            {
                // Its exit may be among what was lost. Otherwise it is waited for: it tells how the process ended.
                _born.Remove(pid);
                ShortLived.Add(new ShortLivedProcess(pid, parent, null));
            }
        }

        if (_born.Count == 0)
        {
            _parentsOfEnded.Clear();
        }
    }

    private TrackedProcess? LivingOrKnownParent(int parent)
    {
        // Above a parent that came and went stands the process that started that one.
        for (int i = 0; i < DeepestUnknownLine; i++)
        {
            if (_members.TryGetValue(parent, out TrackedProcess? member))
            {
                return member;
            }

            if (!_parentsOfEnded.TryGetValue(parent, out parent))
            {
                return null;
            }
        }

        return null;
    }

    private bool List()
    {
        if (!_listing.TryList())
        {
            return false;
        }

        _listings++;
        _sinceListing = 0;
        foreach (int pid in _listing.Pids)
        {
            if (!_members.ContainsKey(pid) && !_born.ContainsKey(pid))
            {
                ref int seen = ref CollectionsMarshal.GetValueRefOrNullRef(_foreign, pid);
                if (Unsafe.IsNullRef(ref seen))
                {
                    Consider(pid);
                }
                else
                {
                    seen = _listings;
                }
            }
        }

        ForgetUnlisted();
        Recheck();
        return true;
    }

    private void ForgetUnlisted()
    {
        foreach ((int pid, int listing) in _foreign)
        {
            if (listing != _listings)
            {
                _foreign.Remove(pid);
                if (_parentsOfZombies.Remove(pid, out int parent) && _members.TryGetValue(parent, out TrackedProcess? member))
                {
                    member.ChildrenEnded++;
                }
            }
        }
    }

    private void Recheck()
    {
        List<int> pids = _listing.Pids;
        int left = RecheckedPerListing;
        for (int i = 0; i < pids.Count && left > 0; i++)
        {
            _recheckTurn = _recheckTurn + 1 < pids.Count ? _recheckTurn + 1 : 0;
            int pid = pids[_recheckTurn];
            if (_foreign.ContainsKey(pid) && !_parentsOfZombies.ContainsKey(pid))
            {
                Consider(pid, mayBeOrphan: false);
                left--;
            }
        }
    }

    /// <summary>Decides whether a process that is no member belongs to the tree.</summary>
    private bool Consider(int pid, int depth = 0, bool mayBeOrphan = true)
    {
        if (pid == _recorder || IsExcluded(pid) || !_reader.TryReadStat(pid, out ProcStat stat))
        {
            _foreign[pid] = _listings;
            return false;
        }

        int parentPid = stat.ParentPid;
        bool belongs = pid == _program || (parentPid == _recorder && _recorder > 0) || _members.ContainsKey(parentPid)
            || (parentPid > 1 && !_foreign.ContainsKey(parentPid) && depth < DeepestUnknownLine && Consider(parentPid, depth + 1))
            || (mayBeOrphan && IsOrphanOfTheTree(stat));
        if (belongs && !stat.HasEnded)
        {
            _foreign.Remove(pid);
            Join(pid, stat, _members.GetValueOrDefault(parentPid), parentPid);
            return true;
        }

        _foreign[pid] = _listings;
        if (belongs && _listings > 1 && _source is null && _parentsOfZombies.TryAdd(pid, parentPid))
        {
            bool isPermitted = _members.TryGetValue(parentPid, out TrackedProcess? parent) && parent.Stat.StackStart != 0;
            ShortLived.Add(new ShortLivedProcess(pid, parentPid, stat.ExitOf(isPermitted)));
        }

        return false;
    }

    private bool IsOrphanOfTheTree(in ProcStat stat) =>
        _recorder == 0 && _listings > 1 && stat.ParentPid == 1
        && (_members.ContainsKey(stat.ProcessGroup) || _members.ContainsKey(stat.Session));

    private bool IsExcluded(int pid)
    {
        if (!_excluded.TryGetValue(pid, out long start))
        {
            return false;
        }

        if (_reader.TryReadStat(pid, out ProcStat stat) && stat.StartTicks == start)
        {
            return true;
        }

        _excluded.Remove(pid);
        return false;
    }

    private void Join(int pid, in ProcStat stat, TrackedProcess? parent, int parentPid)
    {
        bool isProgram = pid == _program;
        if (_program == 0 && _recorder > 0 && parentPid == _recorder)
        {
            _program = pid;
            isProgram = true;
        }

        var member = new TrackedProcess(pid, stat)
        {
            ParentPid = parentPid,
            Parent = parent,
            IsProgram = isProgram,
        };
        _members[pid] = member;
        Arrivals.Add(member);
    }
}
