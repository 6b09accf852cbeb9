using System.Text.Json.Nodes;
using Vigil.Collection.KernelLog;
using Vigil.Collection.Sampling;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording.Observers;

/// <summary>
/// Records kernel kills for want of memory. The control group's counter says that the program's own group was hit; the
/// machine's counter counts every kill anywhere, other containers' too, so that it alone proves nothing about this run:
/// the kernel log tells the kind and the victim where it may be read, and without it a kill outside the group is recorded
/// as the machine's with that doubt said.
/// </summary>
internal sealed class OomObserver(KernelLogCollector kernelLog) : IFrameObserver
{
    private readonly TreeMembers _members = new();

    // Kills that the log told less those that the counter showed. The kernel moves the counter before it prints the line,
    // and a sample reads the counter before the log: a kill in between shows in one of them first, and is one kill.
    private long _groupBalance;
    private long _machineBalance;

    public void Observe(SampleFrame frame, IEventSink events)
    {
        _members.Follow(frame);
        Subject? group = frame.First(SubjectKind.Cgroup);
        long groupKills = NotLogged(ref _groupBalance, (long)(group?.Delta(CgroupMetrics.OomKills) ?? 0));
        long machineKills = NotLogged(ref _machineBalance, (long)(frame.First(SubjectKind.System)?.Delta(SystemMetrics.OomKills) ?? 0));
        foreach (KernelMessage message in kernelLog.Recent)
        {
            if (message.Kind == KernelMessageKind.HostOomKill)
            {
                Match(ref _machineBalance, ref machineKills);
                EmitHost(frame, events, message);
            }
            else if (message.Kind == KernelMessageKind.CgroupOomKill)
            {
                // Every kill moves the machine's counter, whichever group it happened in.
                Match(ref _machineBalance, ref machineKills);
                if (groupKills > 0 || _members.Contains(message.ProcessId))
                {
                    Match(ref _groupBalance, ref groupKills);
                    EmitGroup(frame, events, group, 1, message);
                }
            }
        }

        if (groupKills > 0)
        {
            _groupBalance -= groupKills;
            EmitGroup(frame, events, group, groupKills, null);
        }

        _machineBalance -= machineKills;
        if (machineKills > groupKills)
        {
            EmitHost(frame, events, null, machineKills - groupKills);
        }
    }

    /// <summary>Of the kills that a counter shows, those that the log did not tell at an earlier sample.</summary>
    private static long NotLogged(ref long balance, long counted)
    {
        long known = Math.Clamp(balance, 0, counted);
        balance -= known;
        return counted - known;
    }

    /// <summary>A line of the log belongs to a kill that the counter shows now, showed before, or is about to show.</summary>
    private static void Match(ref long balance, ref long counted)
    {
        if (counted > 0)
        {
            counted--;
        }
        else
        {
            balance++;
        }
    }

    private static void EmitGroup(SampleFrame frame, IEventSink events, Subject? group, long kills, KernelMessage? message) =>
        events.Emit(new RunEvent(frame.UnixMilliseconds / 1000.0, EventTypes.CgroupOom, new JsonObject
        {
            ["kills"] = kills,
            ["pid"] = message?.ProcessId,
            ["name"] = message?.ProcessName,
            ["cgroup"] = group?.Key,
            ["usage_bytes"] = (long?)group?.Value(CgroupMetrics.MemoryUsage),
            ["limit_bytes"] = (long?)group?.Value(CgroupMetrics.MemoryLimit),
            ["kernel"] = message?.Text,
            ["source"] = message is null ? "control group counter" : "kernel log",
        }));

    private void EmitHost(SampleFrame frame, IEventSink events, KernelMessage? message, long kills = 1) =>
        events.Emit(new RunEvent(frame.UnixMilliseconds / 1000.0, EventTypes.HostOom, new JsonObject
        {
            ["kills"] = kills,
            ["pid"] = message?.ProcessId,
            ["name"] = message?.ProcessName,
            ["in_tree"] = message is null ? null : _members.Contains(message.ProcessId),
            ["available_bytes"] = frame.Totals.MemoryAvailableBytes,
            ["kernel"] = message?.Text,
            ["source"] = message is null ? "machine counter; may be another container's kill" : "kernel log",
        }));
}
