using System.Text.Json.Nodes;
using Vigil.Collection.KernelLog;
using Vigil.Collection.Sampling;
using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording.Observers;

/// <summary>
/// Records what the kernel log says of crashes and of GPU errors. The log is the whole machine's: a crash says whether it
/// befell the watched tree. One that did not is kept, since a child that lives shorter than a sample is never seen in it.
/// </summary>
internal sealed class CrashObserver(KernelLogCollector kernelLog) : IFrameObserver
{
    private readonly TreeMembers _members = new();

    public void Observe(SampleFrame frame, IEventSink events)
    {
        _members.Follow(frame);
        foreach (KernelMessage message in kernelLog.Recent)
        {
            string? type = message.Kind switch
            {
                KernelMessageKind.Crash => EventTypes.Signal,
                KernelMessageKind.GpuXid => EventTypes.GpuXid,
                _ => null,
            };
            if (type is not null)
            {
                events.Emit(new RunEvent(frame.UnixMilliseconds / 1000.0, type, new JsonObject
                {
                    ["pid"] = message.ProcessId,
                    ["name"] = message.ProcessName,
                    ["in_tree"] = _members.Contains(message.ProcessId),
                    ["sender"] = "kernel",
                    ["kernel"] = message.Text,
                    ["source"] = "kernel log",
                }));
            }
        }
    }
}
