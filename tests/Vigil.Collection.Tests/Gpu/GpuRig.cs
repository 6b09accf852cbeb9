using System.Runtime.InteropServices;
using System.Text;
using Vigil.Collection.Files;
using Vigil.Collection.Gpu;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Gpu;

/// <summary>A collector with everything around it, driven one finished pass at a time.</summary>
internal sealed class GpuRig : IEventSink, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly string? _library;

    public GpuRig(string? library, HostPaths? paths = null)
    {
        _library = library;
        Options = new GpuOptions { NvmlLibraryPath = library ?? "/nonexistent/libnvidia-ml.so.1" };
        Collector = new GpuCollector(Options, paths ?? new HostPaths("/nonexistent"), this, Time);
    }

    public GpuOptions Options { get; }

    public ManualTime Time { get; } = new();

    public GpuCollector Collector { get; }

    public SampleFrame Frame { get; } = new();

    public List<RunEvent> Events { get; } = [];

    public CollectResult Result { get; private set; }

    public IEnumerable<Subject> Gpus => Frame.Subjects.Where(subject => subject.Kind == SubjectKind.Gpu);

    public IEnumerable<Subject> Processes => Frame.Subjects.Where(subject => subject.Kind == SubjectKind.GpuProcess);

    /// <summary>One sample of the recorder.</summary>
    public CollectResult Collect()
    {
        Frame.Begin(Time.GetUtcNow().ToUnixTimeMilliseconds(), 1);
        Result = Collector.Collect(Frame);
        return Result;
    }

    /// <summary>Samples until a pass that began after this call is finished and taken over, for each source that has devices.</summary>
    public CollectResult Pass()
    {
        Collect();
        Await(() => Collector.Samplers.All(sampler => !sampler.Running || sampler.Idle));
        Time.Advance(TimeSpan.FromSeconds(1));
        return Collect();
    }

    /// <summary>Waits until the passes asked for so far are done.</summary>
    public void Settle() => Await(() => Collector.Samplers.All(sampler => !sampler.Running || sampler.Idle));

    public Subject Gpu(string key) => Gpus.Single(subject => subject.Key == key);

    /// <summary>How often the scripted library was asked something.</summary>
    public long Calls(string who, string key)
    {
        nint library = NativeLibrary.Load(_library!);
        nint function = NativeLibrary.GetExport(library, "fake_nvml_calls");
        unsafe
        {
            fixed (byte* subject = Encoding.ASCII.GetBytes(who + "\0"), name = Encoding.ASCII.GetBytes(key + "\0"))
            {
                return ((delegate* unmanaged[Cdecl]<byte*, byte*, nint>)function)(subject, name);
            }
        }
    }

    /// <summary>Ends a scripted hang.</summary>
    public void Release() => File.WriteAllText(_library + ".script.release", "");

    public void Emit(RunEvent runEvent) => Events.Add(runEvent);

    public void Dispose() => Collector.Dispose();

    public static void Await(Func<bool> condition)
    {
        DateTimeOffset end = TimeProvider.System.GetUtcNow() + s_patience;
        while (!condition())
        {
            TimeProvider.System.GetUtcNow().ShouldBeLessThan(end, "It never happened.");
            Thread.Sleep(1);
        }
    }
}

/// <summary>A clock that moves only when told.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _ticks = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(50).AddTicks(GetTimestamp());
}
