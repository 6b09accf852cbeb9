using System.Globalization;
using Vigil.Collection.Files;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes.Linux;

/// <summary>Reads what a process is: name, command line, program file, and whether it is a mere copy of its parent.</summary>
internal sealed class ProcessFactsReader(ProcDirectory proc, HostPaths paths)
{
    private readonly byte[] _buffer = GC.AllocateArray<byte>(16 * 1024, pinned: true);
    private double _bootUnixSeconds = ReadBootTime(paths);
    private bool _isBootTimeExact;

    /// <summary>Reads the facts again.</summary>
    /// <returns>Whether they are others than before.</returns>
    public bool Refresh(TrackedProcess process)
    {
        int length = proc.ReadOnce(process.Pid, "comm"u8, _buffer);
        string name = length > 0 ? ProcText.Printable(_buffer.AsSpan(0, length).TrimEnd((byte)'\n'), 64) : process.Name;
        length = proc.ReadOnce(process.Pid, "cmdline"u8, _buffer);
        ReadOnlySpan<byte> raw = _buffer.AsSpan(0, Math.Max(0, length));
        IReadOnlyList<string> arguments = ProcText.Arguments(raw.TrimEnd((byte)0));
        string commandLine = ProcText.Printable(
            System.Text.Encoding.UTF8.GetBytes(string.Join(' ', arguments)), ProcText.CommandLineCharacters);
        length = proc.ReadLink(process.Pid, "exe"u8, _buffer);
        string executable = length > 0 ? ProcText.Printable(_buffer.AsSpan(0, length), 1024) : "";

        // A process on its way out has lost its memory and with it these two; what was known stays true.
        bool isLeaving = commandLine.Length == 0 && executable.Length == 0 && process.CommandLine.Length > 0;
        bool changed = name != process.Name
            || (!isLeaving && (commandLine != process.CommandLine || executable != process.Executable));
        process.Name = name;
        if (!isLeaving)
        {
            process.CommandLine = commandLine;
            process.Executable = executable;
            process.Kind = ProgramKinds.Of(name, executable, arguments);
        }

        process.IsFork = process.Parent is { } parent && IsCopy(process, parent);
        return changed;
    }

    /// <summary>Whether one process is a fork of the other that has executed nothing since.</summary>
    public static bool IsCopy(TrackedProcess process, TrackedProcess original) =>
        process.Executable == original.Executable
        && process.CommandLine == original.CommandLine
        && (process.CommandLine.Length > 0 || process.Executable.Length > 0)
        && (process.Stat.StackStart == original.Stat.StackStart || process.Stat.StackStart == 0 || original.Stat.StackStart == 0);

    /// <summary>
    /// Refines the time of the boot, which the kernel states in whole seconds. Only the first call counts, and only when it
    /// agrees: starts must not move with the clock.
    /// </summary>
    public void NoteClock(double unixSeconds, double uptimeSeconds)
    {
        double refined = unixSeconds - uptimeSeconds;
        if (!_isBootTimeExact && Math.Abs(refined - _bootUnixSeconds) < 2)
        {
            _bootUnixSeconds = refined;
        }

        _isBootTimeExact = true;
    }

    /// <summary>Start of a process, Unix seconds.</summary>
    public double StartUnixSeconds(TrackedProcess process) => _bootUnixSeconds + (process.StartTicks / 100.0);

    /// <summary>Seconds since boot; not a number where the machine does not say.</summary>
    public double ReadUptimeSeconds()
    {
        using var file = KernelFile.TryOpen(paths.Proc("uptime"));
        int length = file?.Read(_buffer) ?? 0;
        return length > 0 ? new AsciiScanner(_buffer.AsSpan(0, length)).ReadFixed(100) / 100.0 : double.NaN;
    }

    /// <summary>The facts in the form in which they are stored.</summary>
    public Dictionary<string, string> Attributes(TrackedProcess process) => new()
    {
        [SubjectAttributes.Pid] = ProcText.Number(process.Pid),
        [SubjectAttributes.ParentPid] = ProcText.Number(process.ParentPid),
        [SubjectAttributes.Name] = process.Name,
        [SubjectAttributes.CommandLine] = process.CommandLine,
        [SubjectAttributes.Role] = process.Role,
        [SubjectAttributes.StartTime] = StartUnixSeconds(process).ToString("F2", CultureInfo.InvariantCulture),
    };

    private static long ReadBootTime(HostPaths paths)
    {
        byte[] buffer = new byte[16 * 1024];
        using var file = KernelFile.TryOpen(paths.Proc("stat"));
        ReadOnlySpan<byte> text = file is null ? default : file.ReadAll(ref buffer);
        int at = text.IndexOf("\nbtime "u8);
        return at < 0 ? 0 : new AsciiScanner(text[(at + 7)..]).ReadInt64();
    }
}
