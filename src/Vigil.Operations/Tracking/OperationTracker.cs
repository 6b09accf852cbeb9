using System.Collections.Concurrent;
using Vigil.Core.Operations;

namespace Vigil.Operations.Tracking;

/// <summary>
/// Tracks operations: <c>using var op = tracker.Start(OperationType.Download, "llama.bin");</c>. Each thread keeps its finished
/// operations in a ring of its own, which a background thread takes to the sink; the caller never waits and, metadata aside,
/// allocates nothing. What finds the ring full is counted without its detail: no count is ever lost while the process lives.
/// </summary>
public sealed class OperationTracker : IDisposable
{
    internal const long NanosecondsPerMinute = 60_000_000_000;

    [ThreadStatic]
    private static ThreadLane? t_lane;

    private readonly IOperationSink _sink;
    private readonly TrackerOptions _options;
    private readonly TimeProvider _time;
    private readonly double _nanosecondsPerTick;
    private readonly bool _ticksAreNanoseconds;
    private readonly ulong _traceBase = Random64();
    private readonly ConcurrentDictionary<(string Word, string Name), OperationKey> _keys = new();
    private readonly ThreadLocal<ThreadLane?> _lane = new();
    private readonly Lock _lock = new();
    private readonly Stack<OperationSlot> _freeSlots = new();
    private readonly ManualResetEventSlim _wake = new(false);
    private readonly Thread _drainer;
    private volatile List<ThreadLane> _lanes = [];
    private volatile OperationSlot[] _slots = [];
    private long _originNanoseconds;
    private volatile bool _stopping;

    /// <summary>Starts tracking.</summary>
    /// <param name="sink">Where operations go. It stays the caller's.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is impossible.</exception>
    public OperationTracker(IOperationSink sink, TrackerOptions? options = null, TimeProvider? time = null)
    {
        _sink = sink;
        _options = options ?? new TrackerOptions();
        _options.Check();
        _time = time ?? TimeProvider.System;
        _ticksAreNanoseconds = _time.TimestampFrequency == 1_000_000_000;
        _nanosecondsPerTick = 1e9 / _time.TimestampFrequency;
        SetOrigin();
        _drainer = new Thread(DrainUntilStopped) { IsBackground = true, Name = "vigil operations" };
        _drainer.Start();
    }

    /// <summary>What operations of others go on, such as activities; asked once a drain.</summary>
    internal Func<IEnumerable<ActiveOperation>>? OthersActive { get; set; }

    /// <summary>Starts an operation; it is part of the one declared by <see cref="TrackedOperation.Flow"/>, if any.</summary>
    /// <param name="type">What sort of thing it is.</param>
    /// <param name="name">What it is about; literals and texts that are used again are found fastest.</param>
    public TrackedOperation Start(OperationType type, string name)
    {
        _ = AmbientOperation.TryRead(out UInt128 traceId, out ulong parent);
        return Begin(type, name, traceId, parent);
    }

    /// <summary>Takes an operation that was timed elsewhere.</summary>
    public void Record(in Operation operation) => Lane().Write(operation);

    /// <summary>What goes on now in this process, the longest first.</summary>
    public IReadOnlyList<ActiveOperation> ReadActive()
    {
        var active = new List<ActiveOperation>();
        foreach (OperationSlot slot in _slots)
        {
            int generation = slot.Generation;
            var seen = new ActiveOperation(slot.Key, UnixNanoseconds(slot.StartTicks), slot.TraceId, slot.SpanId, slot.ParentSpanId, _options.RunId);

            // Read while it changed hands: it is none of those that go on.
            if ((generation & 1) == 1 && slot.Generation == generation)
            {
                active.Add(seen);
            }
        }

        active.AddRange(OthersActive?.Invoke() ?? []);
        active.Sort((a, b) => a.StartUnixNanoseconds.CompareTo(b.StartUnixNanoseconds));
        return active;
    }

    /// <summary>Takes everything that has ended so far to the sink, and has the sink put it on disk.</summary>
    /// <returns>False when the store cannot take it now.</returns>
    public bool Flush()
    {
        Drain();
        return _sink.Flush();
    }

    /// <summary>Ends tracking: what has ended is handed over, what goes on is dropped.</summary>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        _wake.Set();
        _drainer.Join();
        Drain();
        _sink.SetActive(_options.RunId, []);
        _wake.Dispose();
        _lane.Dispose();
    }

    internal TrackedOperation StartWithin(TrackedOperation parent, OperationType type, string name)
    {
        bool goesOn = parent.TryReadContext(out UInt128 traceId, out ulong spanId);
        return Begin(type, name, goesOn ? traceId : 0, goesOn ? spanId : 0);
    }

    internal void End(OperationSlot slot, int generation)
    {
        if (!slot.TryHold(generation))
        {
            return;
        }

        long ended = _time.GetTimestamp();
        long ticks = ended - slot.StartTicks;
        var operation = new Operation
        {
            Key = slot.Key,
            StartUnixNanoseconds = UnixNanoseconds(slot.StartTicks),
            DurationNanoseconds = _ticksAreNanoseconds ? ticks : (long)(ticks * _nanosecondsPerTick),
            Outcome = slot.Outcome,
            Retries = slot.Retries,
            TraceId = slot.TraceId,
            SpanId = slot.SpanId,
            ParentSpanId = slot.ParentSpanId,
            Detail = slot.TakeDetail(),
        };
        slot.End(generation);
        ThreadLane lane = Lane();
        lane.Write(operation);
        if (!lane.TryKeepSlot(slot))
        {
            Share(lane, slot);
        }
    }

    private TrackedOperation Begin(OperationType type, string name, UInt128 traceId, ulong parentSpanId)
    {
        ThreadLane lane = Lane();
        if (!lane.TryTakeSlot(out OperationSlot? slot))
        {
            slot = FindSlot(lane);
        }

        ulong id = lane.NextSpanId();
        slot.Key = lane.Keys.Get(type, name);
        slot.SpanId = id;
        slot.ParentSpanId = parentSpanId;
        slot.TraceId = parentSpanId == 0 ? new UInt128(_traceBase, id) : traceId;
        slot.Outcome = OperationOutcome.Succeeded;
        slot.Retries = 0;
        slot.StartTicks = _time.GetTimestamp();
        return new TrackedOperation(this, slot, slot.Begin());
    }

    private ThreadLane Lane()
    {
        ThreadLane? lane = t_lane;
        return lane is not null && lane.Tracker == this ? lane : FindLane();
    }

    private ThreadLane FindLane()
    {
        ThreadLane? lane = _lane.Value;
        if (lane is null)
        {
            lane = new ThreadLane(this, new KeyCache(_keys), _options.RingSize, Random64(), Wake);
            _lane.Value = lane;
            lock (_lock)
            {
                _lanes = [.. _lanes, lane];
            }
        }

        t_lane = lane;
        return lane;
    }

    private void Wake() => _wake.Set();

    private OperationSlot FindSlot(ThreadLane lane)
    {
        lock (_lock)
        {
            if (_freeSlots.Count == 0)
            {
                var made = new OperationSlot[Math.Max(ThreadLane.Batch, _slots.Length)];
                for (int i = 0; i < made.Length; i++)
                {
                    made[i] = new OperationSlot();
                    _freeSlots.Push(made[i]);
                }

                _slots = [.. _slots, .. made];
            }

            for (int i = 1; i < ThreadLane.Batch && _freeSlots.Count > 1; i++)
            {
                lane.TryKeepSlot(_freeSlots.Pop());
            }

            return _freeSlots.Pop();
        }
    }

    private void Share(ThreadLane lane, OperationSlot slot)
    {
        lock (_lock)
        {
            foreach (OperationSlot given in lane.GiveSlots())
            {
                _freeSlots.Push(given);
            }
        }

        lane.TryKeepSlot(slot);
    }

    private long UnixNanoseconds(long ticks) =>
        Volatile.Read(ref _originNanoseconds) + (_ticksAreNanoseconds ? ticks : (long)(ticks * _nanosecondsPerTick));

    // What to add to a timestamp: read anew at each drain, as the wall clock is set.
    private void SetOrigin()
    {
        long ticks = _time.GetTimestamp();
        long now = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        Volatile.Write(ref _originNanoseconds, now - (_ticksAreNanoseconds ? ticks : (long)(ticks * _nanosecondsPerTick)));
    }

    private void DrainUntilStopped()
    {
        while (!_stopping)
        {
            _wake.Wait(_options.DrainInterval);
            _wake.Reset();
            Drain();
        }
    }

    private void Drain()
    {
        // One at a time: rings have one reader.
        lock (_drainer)
        {
            SetOrigin();
            foreach (ThreadLane lane in _lanes)
            {
                bool ended = !lane.Owner.IsAlive;
                if (!lane.Drain(_sink, _options.RunId) && ended)
                {
                    lock (_lock)
                    {
                        _lanes = [.. _lanes.Where(other => other != lane)];
                    }
                }
            }

            _sink.SetActive(_options.RunId, ReadActive());
        }
    }

    private static ulong Random64()
    {
        Span<byte> random = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(random);

        // Its first six bytes are random throughout; the two next to them hold the version. Room to count on from there.
        return BitConverter.ToUInt64(random[8..]) << 16 | 1;
    }
}
