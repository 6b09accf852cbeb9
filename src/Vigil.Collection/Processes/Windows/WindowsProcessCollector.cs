using System.Globalization;
using System.Runtime.InteropServices;
using Vigil.Collection.Processes.Descent;
using Vigil.Collection.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes.Windows;

/// <summary>
/// The watched program and its descendants on Windows. One call tells everything about every process; the tree is
/// picked out of it.
/// </summary>
/// <param name="processes">The system's calls.</param>
/// <param name="rootPid">The watched program.</param>
internal sealed class WindowsProcessCollector(IWindowsProcesses processes, int rootPid) : ICollector
{
    private const int CommandLineLength = 1024;

    // A command line has 32,767 characters at most; the reference to it stands before.
    private const int CommandLineBytes = 64 * 1024;

    // Between 1601, where Windows counts from, and 1970.
    private const long UnixEpoch = 116_444_736_000_000_000;

    private readonly DescendantTracker _tree = new(rootPid);
    private readonly SubjectTable<ProcessSighting, WindowsProcessRow> _rows = new();
    private readonly List<ProcessSighting> _sightings = [];
    private byte[] _list = new byte[512 * 1024];

    /// <inheritdoc/>
    public string Name => "processes";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        int length = processes.ReadList(ref _list, out ulong address);
        if (length <= 0)
        {
            return CollectResult.Failed("Windows gave no list of processes (SystemProcessInformation).");
        }

        ReadOnlySpan<byte> bytes = _list.AsSpan(0, Math.Min(length, _list.Length));
        _sightings.Clear();
        var list = new WindowsProcessList(bytes, address);
        while (list.TryRead(out ProcessEntry entry, out _))
        {
            _sightings.Add(Sight(entry));
        }

        _tree.Update(CollectionsMarshal.AsSpan(_sightings));

        list = new WindowsProcessList(bytes, address);
        while (list.TryRead(out ProcessEntry entry, out ReadOnlySpan<ThreadEntry> threads))
        {
            ProcessSighting sighting = Sight(entry);
            if (!_tree.Contains(sighting.Pid))
            {
                continue;
            }

            if (!_rows.TryMeet(frame, sighting, out WindowsProcessRow? row))
            {
                row = _rows.Add(frame, sighting, Describe(sighting, list.Text(entry.ImageName)));
            }

            row.Write(entry, threads);
        }

        _rows.Sweep(frame);
        return _rows.Count > 0
            ? CollectResult.Ok
            : CollectResult.Failed("Windows shows no process of the watched program: it has ended.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static ProcessSighting Sight(in ProcessEntry entry) =>
        new(unchecked((int)entry.Pid), unchecked((int)entry.ParentPid), entry.CreateTime);

    private WindowsProcessRow Describe(ProcessSighting sighting, ReadOnlySpan<char> imageName)
    {
        string commandLine = ReadCommandLine(sighting.Pid);
        WindowsProcessRow? parent = FindParent(sighting.ParentPid);
        string role = PythonRoles.Decide(
            commandLine, sighting.Pid == rootPid ? null : parent?.CommandLine ?? "", parent?.Role, forks: false);

        var subject = new Subject(
            SubjectKind.Process,
            string.Create(CultureInfo.InvariantCulture, $"{sighting.Pid}:{sighting.Start}"),
            new Dictionary<string, string>
            {
                [SubjectAttributes.Pid] = sighting.Pid.ToString(CultureInfo.InvariantCulture),
                [SubjectAttributes.ParentPid] = sighting.ParentPid.ToString(CultureInfo.InvariantCulture),
                [SubjectAttributes.Name] = imageName.ToString(),
                [SubjectAttributes.CommandLine] = commandLine,
                [SubjectAttributes.Role] = role,
                [SubjectAttributes.StartTime] = ((sighting.Start - UnixEpoch) / 1e7).ToString("F3", CultureInfo.InvariantCulture),
            });
        return new WindowsProcessRow(subject, commandLine, role);
    }

    private string ReadCommandLine(int pid)
    {
        byte[] buffer = new byte[CommandLineBytes];
        int length = processes.ReadCommandLine(pid, buffer, out ulong address);
        ReadOnlySpan<byte> bytes = buffer.AsSpan(0, Math.Clamp(length, 0, buffer.Length));
        if (!MemoryMarshal.TryRead(bytes, out TextReference reference))
        {
            return "";
        }

        ReadOnlySpan<char> line = WindowsProcessList.Text(bytes, address, reference);
        return line[..Math.Min(line.Length, CommandLineLength)].ToString();
    }

    private WindowsProcessRow? FindParent(int parentPid)
    {
        foreach (ProcessSighting candidate in _sightings)
        {
            if (candidate.Pid == parentPid)
            {
                return _rows.Find(candidate);
            }
        }

        return null;
    }
}
