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

    public void Observe(SampleFrame frame, IEventSink events)
    {
        _members.Follow(frame);
        Subject? group = frame.First(SubjectKind.Cgroup);
        long groupKills = (long)(group?.Delta(CgroupMetrics.OomKills) ?? 0);
        long machineKills = (long)(frame.First(SubjectKind.System)?.Delta(SystemMetrics.OomKills) ?? 0);
        if (groupKills == 0 && machineKills == 0 && kernelLog.Recent.Count == 0)
        {
            return;
        }

        bool logTells = false;
        foreach (KernelMessage message in kernelLog.Recent)
        {
            if (message.Kind == KernelMessageKind.HostOomKill)
            {
                logTells = true;
                EmitHost(frame, events, message);
            }
            else if (message.Kind == KernelMessageKind.CgroupOomKill)
            {
                logTells = true;
                if (groupKills > 0 || _members.Contains(message.ProcessId))
                {
                    EmitGroup(frame, events, group, 1, message);
                    groupKills = Math.Max(0, groupKills - 1);
                }
            }
        }

        if (groupKills > 0)
        {
            EmitGroup(frame, events, group, groupKills, null);
        }
        else if (machineKills > 0 && !logTells)
        {
            EmitHost(frame, events, null, machineKills);
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
