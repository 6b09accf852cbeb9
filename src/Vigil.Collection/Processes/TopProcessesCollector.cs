using System.Globalization;
using Vigil.Collection.Files;
using Vigil.Collection.Processes.Linux;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes;

/// <summary>
/// The processes that use most of a Linux machine: by CPU time, by resident memory, and those that hold a GPU. All of /proc
/// is looked through every five seconds; in between only the chosen are read. One that falls out of the ranking stays for
/// another minute, so that a line does not come and go with every ranking.
/// </summary>
internal sealed class TopProcessesCollector : ICollector
{
    private const double RankingSeconds = 5;
    private const int RankingsKept = 12;
    private const double LeastCpuShare = 0.01;

    private readonly HostPaths _paths;
    private readonly int _each;
    private readonly TimeProvider _time;
    private readonly Dictionary<int, Chosen> _chosen = [];
    private readonly List<Candidate> _candidates = [];
    private readonly HashSet<int> _wanted = [];
    private readonly List<int> _gone = [];
    private Dictionary<int, (long StartTicks, long CpuTicks)> _before = [];
    private Dictionary<int, (long StartTicks, long CpuTicks)> _now = [];
    private ProcReaders? _readers;
    private double _sinceRanking = double.PositiveInfinity;

    /// <summary>Creates the collector; nothing is opened before the first sample.</summary>
    /// <param name="paths">Where /proc is.</param>
    /// <param name="each">Processes chosen by each measure (CPU, memory, GPU), above 0; four times as many are kept at most.</param>
    /// <param name="time">The clock.</param>
    public TopProcessesCollector(HostPaths paths, int each, TimeProvider time)
    {
        _paths = paths;
        _each = each;
        _time = time;
    }

    /// <inheritdoc/>
    public string Name => "top processes";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        // Root and tree of these readers are not asked: they belong to a recorded program.
        _readers ??= ProcReaders.TryOpen(_paths, ProcessTreeRoot.OfProgram(1), new ProcessTreeOptions { UseProcessConnector = false }, null, _time);
        if (_readers is null)
        {
            return CollectResult.NotAvailable($"{_paths.Proc("")} cannot be opened: processes are not visible here");
        }

        _sinceRanking += frame.ElapsedSeconds;
        bool listed = true;
        if (_sinceRanking >= RankingSeconds)
        {
            listed = Rank(_readers, frame);
            _sinceRanking = 0;
        }

        foreach ((int pid, Chosen one) in _chosen)
        {
            switch (_readers.Reader.Read(one.Process))
            {
                case ReadOutcome.Gone:
                    _gone.Add(pid);
                    break;
                case ReadOutcome.Unreadable:
                    one.Process.Subject!.Values.AsSpan().Fill(Reading.NotAvailable);
                    break;
                default:
                    break;
            }
        }

        DropGone(_readers, frame);
        return listed ? CollectResult.Ok : CollectResult.Failed($"{_paths.Proc("")} could not be listed");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Chosen one in _chosen.Values)
        {
            one.Process.Files.Close(_readers!.Budget);
        }

        _readers?.Dispose();
    }

    private bool Rank(ProcReaders readers, SampleFrame frame)
    {
        if (!readers.Listing.TryList())
        {
            return false;
        }

        // The first ranking has nothing to compare CPU time with: it goes by memory alone.
        (_before, _now) = (_now, _before);
        _now.Clear();
        _candidates.Clear();
        foreach (int pid in readers.Listing.Pids)
        {
            if (readers.Reader.TryReadStat(pid, out ProcStat stat) && !stat.HasEnded)
            {
                long ticks = stat.UserTicks + stat.SystemTicks;
                _now[pid] = (stat.StartTicks, ticks);
                bool known = _before.TryGetValue(pid, out (long StartTicks, long CpuTicks) before) && before.StartTicks == stat.StartTicks;
                _candidates.Add(new Candidate(pid, stat, known ? ticks - before.CpuTicks : 0));
            }
        }

        _wanted.Clear();
        double least = double.IsFinite(_sinceRanking) ? _sinceRanking * 100 * LeastCpuShare : 1;
        _candidates.Sort(static (a, b) => b.CpuTicks.CompareTo(a.CpuTicks));
        Want(candidate => candidate.CpuTicks >= least);
        _candidates.Sort(static (a, b) => b.Stat.ResidentPages.CompareTo(a.Stat.ResidentPages));
        Want(static candidate => candidate.Stat.ResidentPages > 0);
        WantGpuProcesses(frame);
        Choose(readers, frame);
        return true;
    }

    /// <summary>Takes the first so many of the candidates as they are sorted.</summary>
    private void Want(Func<Candidate, bool> isWorth)
    {
        for (int i = 0; i < Math.Min(_each, _candidates.Count) && isWorth(_candidates[i]); i++)
        {
            _wanted.Add(_candidates[i].Pid);
        }
    }

    /// <summary>The driver may know processes by the numbers of another container: those are not found here and left out.</summary>
    private void WantGpuProcesses(SampleFrame frame)
    {
        int taken = 0;
        foreach (Subject subject in frame.Subjects)
        {
            if (taken < _each
                && subject.Kind == SubjectKind.GpuProcess
                && int.TryParse(subject.Attributes.GetValueOrDefault(SubjectAttributes.Pid), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && _now.ContainsKey(pid))
            {
                taken++;
                _wanted.Add(pid);
            }
        }
    }

    private void Choose(ProcReaders readers, SampleFrame frame)
    {
        foreach ((int pid, Chosen one) in _chosen)
        {
            one.RankingsMissed = _wanted.Contains(pid) ? 0 : one.RankingsMissed + 1;
            if (one.RankingsMissed > RankingsKept)
            {
                _gone.Add(pid);
            }
        }

        DropGone(readers, frame);
        foreach (Candidate candidate in _candidates)
        {
            if (_chosen.TryGetValue(candidate.Pid, out Chosen? known) && known.Process.StartTicks != candidate.Stat.StartTicks)
            {
                _gone.Add(candidate.Pid);
                DropGone(readers, frame);
            }

            if (_wanted.Contains(candidate.Pid) && !_chosen.ContainsKey(candidate.Pid))
            {
                MakeRoom(readers, frame);
                Add(readers, frame, candidate);
            }
        }
    }

    private void Add(ProcReaders readers, SampleFrame frame, in Candidate candidate)
    {
        readers.Facts.NoteClock(frame.UnixMilliseconds / 1000.0, readers.Facts.ReadUptimeSeconds());
        var process = new TrackedProcess(candidate.Pid, candidate.Stat);
        readers.Facts.Refresh(process);
        process.Subject = new Subject(SubjectKind.Process, $"{process.Pid}:{process.StartTicks}", readers.Facts.Attributes(process));
        frame.Add(process.Subject);
        _chosen.Add(candidate.Pid, new Chosen(process));
    }

    /// <summary>Of too many the one goes that has been out of the ranking for longest.</summary>
    private void MakeRoom(ProcReaders readers, SampleFrame frame)
    {
        if (_chosen.Count >= _each * 4)
        {
            _gone.Add(_chosen.MaxBy(pair => pair.Value.RankingsMissed).Key);
            DropGone(readers, frame);
        }
    }

    private void DropGone(ProcReaders readers, SampleFrame frame)
    {
        foreach (int pid in _gone)
        {
            if (_chosen.Remove(pid, out Chosen? one))
            {
                one.Process.Files.Close(readers.Budget);
                frame.Remove(one.Process.Subject!);
            }
        }

        _gone.Clear();
    }

    private readonly record struct Candidate(int Pid, ProcStat Stat, long CpuTicks);

    private sealed class Chosen(TrackedProcess process)
    {
        public TrackedProcess Process { get; } = process;

        /// <summary>Rankings since it was last among the first.</summary>
        public int RankingsMissed { get; set; }
    }
}
