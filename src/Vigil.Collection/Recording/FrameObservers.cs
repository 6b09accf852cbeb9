using Vigil.Collection.KernelLog;
using Vigil.Collection.Recording.Observers;
using Vigil.Collection.Sampling;

namespace Vigil.Collection.Recording;

/// <summary>The observers of every recorder, in order. The one list to add to.</summary>
internal static class FrameObservers
{
    public static IReadOnlyList<IFrameObserver> Create(RecorderOptions options, KernelLogCollector kernelLog) =>
    [
        new MemoryPressureObserver(options),
        new SwapPressureObserver(options),
        new DiskSpaceObserver(options),
        new OomObserver(kernelLog),
        new CrashObserver(kernelLog),
        new ClockStepObserver(),
    ];
}
