using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Gpu;

/// <summary>
/// Reads one vendor's devices on a thread of its own, because a call into a driver may take a second, or never return.
/// </summary>
/// <remarks>
/// <para>The recorder's thread and the driver's thread share two snapshots. The driver's thread fills the one at the back
/// without a lock, then swaps it to the front; <see cref="Collect"/> copies the front one into the subjects and asks for
/// the next pass. The lock is held for the swap and the copy only, never across a driver call. So readings are at most one
/// interval old, and sampling runs at the recorder's own pace, whatever that is.</para>
/// <para>A pass that takes longer than the deadline makes the readings missing; when the driver answers at last, they come
/// back. Without devices the thread ends; a later <see cref="Collect"/>, a recheck interval on, tries again.</para>
/// </remarks>
internal sealed class GpuSampler(IGpuSource source, GpuOptions options, TimeProvider time) : IDisposable
{
    private readonly Lock _start = new();
    private readonly object _gate = new();
    private readonly GpuSubjects _subjects = new();
    private readonly List<RunEvent> _pending = [];
    private readonly string _staleReason =
        $"GPU readings are over {options.StaleAfter.TotalSeconds:0.#} s old: the {source.Vendor} driver does not answer";

    private GpuSnapshot _front = new();
    private GpuSnapshot _back = new();
    private Thread? _thread;
    private bool _alive;
    private bool _probed;
    private bool _requested;
    private bool _fresh;
    private bool _stopping;
    private bool _busy;
    private long _busySince;
    private long _endedAt;
    private string? _missing;
    private IReadOnlyList<GpuFacts> _devices = [];

    /// <summary>Whether the thread runs.</summary>
    public bool Running
    {
        get
        {
            lock (_gate)
            {
                return _alive;
            }
        }
    }

    /// <summary>Whether every pass asked for is finished.</summary>
    public bool Idle
    {
        get
        {
            lock (_gate)
            {
                return !_busy && !_requested;
            }
        }
    }

    /// <summary>Starts looking for devices unless that has begun; does not wait.</summary>
    public void Start()
    {
        lock (_start)
        {
            lock (_gate)
            {
                if (_alive || _stopping)
                {
                    return;
                }

                _alive = true;
                _probed = false;
                _requested = true;
                _busy = true;
                _busySince = time.GetTimestamp();
            }

            _thread = new Thread(Run) { IsBackground = true, Name = $"vigil {source.Vendor} readings" };
            _thread.Start();
        }
    }

    /// <summary>What was found, waiting for the driver at most so long.</summary>
    /// <returns>The devices, and why there are none when there are none.</returns>
    public (IReadOnlyList<GpuFacts> Devices, string? Missing) Inventory(TimeSpan patience)
    {
        Start();
        long started = time.GetTimestamp();
        lock (_gate)
        {
            while (!_probed)
            {
                TimeSpan left = patience - time.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left))
                {
                    return (_devices, _probed ? _missing : $"The {source.Vendor} driver does not answer");
                }
            }

            return (_devices, _missing);
        }
    }

    /// <summary>Copies the latest finished readings into the frame's subjects and asks for the next pass. Never waits.</summary>
    public CollectResult Collect(SampleFrame frame, IEventSink events)
    {
        bool restart;
        CollectResult result;
        lock (_gate)
        {
            restart = !_alive && (!_probed || time.GetElapsedTime(_endedAt) >= options.RecheckInterval);
            result = Take(frame);
            for (int i = 0; i < _pending.Count; i++)
            {
                events.Emit(_pending[i]);
            }

            _pending.Clear();
            _requested = true;
            Monitor.PulseAll(_gate);
        }

        if (restart)
        {
            Start();
        }

        return result;
    }

    /// <summary>Stops the thread; one that hangs in the driver is left behind.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        lock (_start)
        {
            _thread?.Join(TimeSpan.FromSeconds(1));
        }
    }

    private CollectResult Take(SampleFrame frame)
    {
        if (_missing is not null)
        {
            return CollectResult.NotAvailable(_missing);
        }

        if (_fresh)
        {
            _fresh = false;
            _subjects.Apply(_front, frame);
        }

        if (_busy && time.GetElapsedTime(_busySince) > options.StaleAfter)
        {
            _subjects.Forget();
            return CollectResult.Failed(_staleReason);
        }

        return _front.Failure is { } failure ? CollectResult.Failed(failure) : CollectResult.Ok;
    }

    private void Run()
    {
        bool opened = false;
        try
        {
            string? missing = Open();
            opened = missing is null;
            lock (_gate)
            {
                _missing = missing;
                _devices = opened ? source.Devices : [];
                _probed = true;
                _busy = false;
                Monitor.PulseAll(_gate);
            }

            while (opened && AwaitRequest())
            {
                _back.Clear();
                Sample();
                Publish();
            }
        }
        finally
        {
            if (opened)
            {
                source.Dispose();
            }

            lock (_gate)
            {
                _alive = false;
                _busy = false;
                _endedAt = time.GetTimestamp();
            }
        }
    }

    private string? Open()
    {
        try
        {
            return source.Open();
        }
        catch (Exception fault)
        {
            return $"{source.Vendor} GPUs cannot be read: {fault.Message}";
        }
    }

    private void Sample()
    {
        try
        {
            source.Sample(_back);
        }
        catch (Exception fault)
        {
            _back.Failure = $"{source.Vendor} GPUs could not be read: {fault.Message}";
        }
    }

    private bool AwaitRequest()
    {
        lock (_gate)
        {
            while (!_requested && !_stopping)
            {
                Monitor.Wait(_gate);
            }

            _requested = false;
            _busy = !_stopping;
            _busySince = time.GetTimestamp();
            return _busy;
        }
    }

    private void Publish()
    {
        lock (_gate)
        {
            (_front, _back) = (_back, _front);
            _pending.AddRange(_front.Events);
            _fresh = true;
            _busy = false;
        }
    }
}
