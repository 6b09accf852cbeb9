using System.Text.RegularExpressions;

namespace Vigil.Collection.KernelLog;

/// <summary>Recognises the kernel's lines that explain a death. A new kind is one line of <see cref="s_patterns"/>.</summary>
internal static partial class KernelMessageParser
{
    private static readonly (KernelMessageKind Kind, string Sign, Regex Pattern)[] s_patterns =
    [
        (KernelMessageKind.CgroupOomKill, "Memory cgroup out of memory", CgroupOom()),
        (KernelMessageKind.HostOomKill, "Out of memory", HostOom()),
        (KernelMessageKind.GpuXid, "NVRM: Xid", Xid()),
        (KernelMessageKind.Crash, "segfault at", Crash()),
        (KernelMessageKind.Crash, "general protection", Crash()),
        (KernelMessageKind.Crash, "trap ", Crash()),
    ];

    /// <summary>Reads one line without its <c>/dev/kmsg</c> prefix; null when it is none of the known kinds.</summary>
    public static KernelMessage? Parse(string line)
    {
        foreach ((KernelMessageKind kind, string sign, Regex pattern) in s_patterns)
        {
            if (line.Contains(sign, StringComparison.Ordinal) && pattern.Match(line) is { Success: true } match)
            {
                int? pid = int.TryParse(match.Groups["pid"].ValueSpan, out int number) ? number : null;
                string? name = match.Groups["name"] is { Success: true } group ? group.Value : null;
                return new KernelMessage(kind, pid, name, line);
            }
        }

        return null;
    }

    [GeneratedRegex(@"^Memory cgroup out of memory: Killed process (?<pid>\d+) \((?<name>.*?)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CgroupOom();

    [GeneratedRegex(@"^Out of memory(?: \(oom_kill_allocating_task\))?: Killed process (?<pid>\d+) \((?<name>.*?)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostOom();

    [GeneratedRegex(@"NVRM: Xid \(.*?\): \d+(, pid='?(?<pid>\d+)'?)?(, name=(?<name>[^,]+))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Xid();

    [GeneratedRegex(@"^(traps: )?(?<name>.{1,16}?)\[(?<pid>\d+)\]:? (segfault at|general protection|trap )", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Crash();
}
