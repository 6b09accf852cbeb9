using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Vigil.Collection.Processes.Descent;
using Vigil.Collection.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes.MacOS;

/// <summary>
/// The watched program and its descendants on a Mac. All processes that the user may see are listed at each sample,
/// for their parents; the readings are taken of the tree alone.
/// </summary>
/// <param name="processes">The system's calls.</param>
/// <param name="rootPid">The watched program.</param>
internal sealed class MacOSProcessCollector(IMacOSProcesses processes, int rootPid) : ICollector
{
    private const int CommandLineLength = 1024;
    private const int OpenFileBytes = 8;

    // ARG_MAX. Given less room than the arguments and the environment take, older kernels answer with their end, which
    // is the environment.
    private const int ArgumentBytes = 1 << 20;

    private readonly DescendantTracker _tree = new(rootPid);
    private readonly SubjectTable<ProcessSighting, MacOSProcessRow> _rows = new();
    private readonly List<ProcessSighting> _sightings = [];
    private readonly byte[] _task = new byte[Unsafe.SizeOf<ProcessTask>()];
    private byte[] _list = new byte[16 * 1024];
    private byte[] _files = new byte[8 * 1024];

    /// <inheritdoc/>
    public string Name => "processes";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        int length = processes.ReadList(ref _list);
        if (length <= 0)
        {
            return CollectResult.Failed("macOS gave no list of processes (proc_listpids).");
        }

        FindParents(MemoryMarshal.Cast<byte, int>(_list.AsSpan(0, Math.Min(length, _list.Length))));

        // The list has the newest first; a child's role needs its parent's.
        Span<ProcessSighting> sightings = CollectionsMarshal.AsSpan(_sightings);
        sightings.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        _tree.Update(sightings);
        foreach (ProcessSighting sighting in _sightings)
        {
            if (_tree.Contains(sighting.Pid))
            {
                Read(frame, sighting);
            }
        }

        _rows.Sweep(frame);
        return _rows.Count > 0
            ? CollectResult.Ok
            : CollectResult.Failed("macOS shows no process of the watched program: it has ended, or belongs to another user.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void FindParents(ReadOnlySpan<int> pids)
    {
        _sightings.Clear();
        Span<byte> buffer = stackalloc byte[Unsafe.SizeOf<ProcessIdentity>()];
        foreach (int pid in pids)
        {
            // Other users' processes refuse; they are nobody's training workers.
            if (pid > 0 && processes.ReadIdentity(pid, buffer) >= buffer.Length)
            {
                ProcessIdentity identity = MemoryMarshal.Read<ProcessIdentity>(buffer);
                _sightings.Add(new ProcessSighting(pid, identity.ParentPid, identity.Start));
            }
        }
    }

    private void Read(SampleFrame frame, ProcessSighting sighting)
    {
        // Gone since it was listed, or its number given to another: the next sample will tell.
        if (processes.ReadTask(sighting.Pid, _task) < _task.Length)
        {
            return;
        }

        ProcessTask task = MemoryMarshal.Read<ProcessTask>(_task);
        if (task.Identity.Start != sighting.Start)
        {
            return;
        }

        // The parent changes to 1 when it ends; identity is number and start alone.
        ProcessSighting identity = sighting with { ParentPid = 0 };
        UInt128 name = MemoryMarshal.Read<UInt128>(task.Identity.Command);
        if (!_rows.TryMeet(frame, identity, out MacOSProcessRow? row))
        {
            row = new MacOSProcessRow(new Subject(
                SubjectKind.Process, string.Create(CultureInfo.InvariantCulture, $"{sighting.Pid}:{sighting.Start}")));
            Describe(row, sighting, task);
            _rows.Add(frame, identity, row);
        }
        else if (!row.Confirmed || row.Name != name)
        {
            // Met between fork and exec, it still had its parent's command line: it is read a second time, and whenever
            // its name shows that it has become another program.
            Describe(row, sighting, task);
            row.Confirmed = true;
        }

        row.Name = name;

        row.WriteTask(task, processes.NanosecondsPerUnit);

        Span<byte> usage = stackalloc byte[Unsafe.SizeOf<ProcessUsage>()];
        ProcessUsage? used = processes.ReadUsage(sighting.Pid, usage) >= usage.Length
            ? MemoryMarshal.Read<ProcessUsage>(usage)
            : null;
        row.WriteUsage(used, processes.NanosecondsPerUnit);

        int files = processes.ReadOpenFiles(sighting.Pid, ref _files);
        row.Subject.Values[ProcessMetrics.OpenFiles.Index] = files < 0 ? Reading.NotAvailable : files / OpenFileBytes;
    }

    private void Describe(MacOSProcessRow row, ProcessSighting sighting, in ProcessTask task)
    {
        string commandLine = ReadCommandLine(sighting.Pid);
        if (row.CommandLine == commandLine)
        {
            return;
        }

        MacOSProcessRow? parent = FindParent(sighting.ParentPid);
        row.CommandLine = commandLine;
        row.Role = PythonRoles.Decide(
            commandLine, sighting.Pid == rootPid ? null : parent?.CommandLine ?? "", parent?.Role, forks: true);

        ReadOnlySpan<byte> name = task.Identity.Command;
        int end = name.IndexOf((byte)0);
        row.Subject.Revise(new Dictionary<string, string>
        {
            [SubjectAttributes.Pid] = sighting.Pid.ToString(CultureInfo.InvariantCulture),
            [SubjectAttributes.ParentPid] = sighting.ParentPid.ToString(CultureInfo.InvariantCulture),
            [SubjectAttributes.Name] = Encoding.UTF8.GetString(end < 0 ? name : name[..end]),
            [SubjectAttributes.CommandLine] = commandLine,
            [SubjectAttributes.Role] = row.Role,
            [SubjectAttributes.StartTime] = (sighting.Start / 1e6).ToString("F3", CultureInfo.InvariantCulture),
        });
    }

    private string ReadCommandLine(int pid)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ArgumentBytes);
        int length = processes.ReadArguments(pid, buffer.AsSpan(0, ArgumentBytes));
        string line = MacOSArguments.Parse(buffer.AsSpan(0, Math.Clamp(length, 0, ArgumentBytes)), CommandLineLength);
        ArrayPool<byte>.Shared.Return(buffer);
        return line;
    }

    private MacOSProcessRow? FindParent(int parentPid)
    {
        foreach (ProcessSighting candidate in _sightings)
        {
            if (candidate.Pid == parentPid)
            {
                return _rows.Find(candidate with { ParentPid = 0 });
            }
        }

        return null;
    }
}
