using Vigil.Collection.Files;
using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Gpu;

/// <summary>
/// Accelerators: one subject for each device and MIG instance, and one for each process on them. What is read, and from
/// where, stands in <c>docs/gpu.md</c>.
/// </summary>
/// <remarks>
/// Drivers are asked on threads of their own, so <see cref="Collect"/> never waits for one; see <see cref="GpuSampler"/>.
/// A lost GPU and an XID error become events. It is used by the sampling thread; <see cref="Inventory"/> by any.
/// </remarks>
public sealed class GpuCollector : ICollector
{
    private const string NoVendor =
        "GPUs are not read on this operating system; on Apple silicon they share the machine's memory, which the system readings count";

    private readonly GpuSampler[] _samplers;
    private readonly IEventSink _events;
    private readonly CollectResult[] _results;
    private readonly string?[] _reasons;
    private CollectResult _missing;

    /// <summary>Creates the collector; nothing is loaded or read before the first call.</summary>
    /// <param name="options">How to read.</param>
    /// <param name="paths">Where the kernel's files are.</param>
    /// <param name="events">Takes <c>gpu_lost</c> and <c>gpu_xid</c>; called on the thread that collects.</param>
    /// <param name="time">Time of events, and of the deadline for drivers.</param>
    public GpuCollector(GpuOptions options, HostPaths paths, IEventSink events, TimeProvider time)
        : this(GpuSources.Create(options, paths, time), options, events, time)
    {
    }

    /// <summary>Creates the collector over given sources.</summary>
    internal GpuCollector(IReadOnlyList<IGpuSource> sources, GpuOptions options, IEventSink events, TimeProvider time)
    {
        _samplers = [.. sources.Select(source => new GpuSampler(source, options, time))];
        _results = new CollectResult[_samplers.Length];
        _reasons = new string?[_samplers.Length];
        _missing = CollectResult.NotAvailable(NoVendor);
        _events = events;
    }

    /// <inheritdoc/>
    public string Name => "gpu";

    /// <summary>The threads behind it, for tests to wait on.</summary>
    internal IReadOnlyList<GpuSampler> Samplers => _samplers;

    /// <summary>Which accelerators there are: for the snapshot at a run's start, and for people who ask what works.</summary>
    /// <param name="patience">How long to wait for each driver that has not answered yet.</param>
    public GpuInventory Inventory(TimeSpan patience)
    {
        foreach (GpuSampler sampler in _samplers)
        {
            sampler.Start();
        }

        var devices = new List<GpuFacts>();
        var missing = new List<string>();
        foreach (GpuSampler sampler in _samplers)
        {
            (IReadOnlyList<GpuFacts> found, string? reason) = sampler.Inventory(patience);
            devices.AddRange(found);
            if (reason is not null)
            {
                missing.Add(reason);
            }
        }

        if (_samplers.Length == 0)
        {
            missing.Add(NoVendor);
        }

        return new GpuInventory(devices, missing);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Ok while any vendor's devices are read or still being looked for; Failed while a driver that has devices does not
    /// answer; NotAvailable when no vendor has any.
    /// </remarks>
    public CollectResult Collect(SampleFrame frame)
    {
        for (int i = 0; i < _samplers.Length; i++)
        {
            _results[i] = _samplers[i].Collect(frame, _events);
        }

        bool any = false;
        for (int i = 0; i < _results.Length; i++)
        {
            if (_results[i].State == CollectState.Failed)
            {
                return _results[i];
            }

            any |= _results[i].State == CollectState.Ok;
        }

        return any ? CollectResult.Ok : Missing();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (GpuSampler sampler in _samplers)
        {
            sampler.Dispose();
        }
    }

    /// <summary>All reasons in one sentence, made anew only when one of them changed.</summary>
    private CollectResult Missing()
    {
        bool changed = false;
        for (int i = 0; i < _results.Length; i++)
        {
            changed |= !ReferenceEquals(_reasons[i], _results[i].Reason);
            _reasons[i] = _results[i].Reason;
        }

        if (changed)
        {
            _missing = CollectResult.NotAvailable(string.Join("; ", _reasons));
        }

        return _missing;
    }
}
