using System.Text.Json.Nodes;
using Vigil.Collection.KernelLog;
using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording.Observers;

/// <summary>Records what the kernel log says of crashes and of GPU errors.</summary>
internal sealed class CrashObserver(KernelLogCollector kernelLog) : IFrameObserver
{
    public void Observe(SampleFrame frame, IEventSink events)
    {
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
                    ["sender"] = "kernel",
                    ["kernel"] = message.Text,
                    ["source"] = "kernel log",
                }));
            }
        }
    }
}
