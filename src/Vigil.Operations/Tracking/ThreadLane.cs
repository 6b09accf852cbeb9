using System.Diagnostics.CodeAnalysis;
using Vigil.Core.Operations;

namespace Vigil.Operations.Tracking;

/// <summary>
/// What one thread has to itself: a ring of finished operations that it fills and the drainer empties, free slots, and tallies of
/// what found the ring full. One writer, one reader, no lock but for the tallies.
/// </summary>
internal sealed class ThreadLane
{
    /// <summary>Slots that move between a thread and all at a time.</summary>
    public const int Batch = 32;

    private readonly Operation[] _ring;
    private readonly OperationSlot[] _free = new OperationSlot[2 * Batch];
    private readonly Lock _shedLock = new();
    private readonly Action _wake;
    private Dictionary<(OperationKey Key, long Minute), OperationTally> _shed = [];
    private int _freeCount;
    private ulong _nextSpanId;
    private long _head;
    private long _knownTail;
    private long _tail;
    private int _woken;

    public ThreadLane(OperationTracker tracker, KeyCache keys, int ringSize, ulong firstSpanId, Action wake)
    {
        Tracker = tracker;
        Keys = keys;
        Owner = Thread.CurrentThread;
        _ring = new Operation[ringSize];
        _nextSpanId = firstSpanId;
        _wake = wake;
    }

    public OperationTracker Tracker { get; }

    public KeyCache Keys { get; }

    /// <summary>The thread; once it has ended the lane can go.</summary>
    public Thread Owner { get; }

    public ulong NextSpanId()
    {
        // 0 means none.
        _nextSpanId += _nextSpanId == ulong.MaxValue ? 2UL : 1UL;
        return _nextSpanId;
    }

    public bool TryTakeSlot([NotNullWhen(true)] out OperationSlot? slot)
    {
        slot = _freeCount > 0 ? _free[--_freeCount] : null;
        return slot is not null;
    }

    /// <summary>Keeps a slot for later; false when there is no room.</summary>
    public bool TryKeepSlot(OperationSlot slot)
    {
        if (_freeCount == _free.Length)
        {
            return false;
        }

        _free[_freeCount++] = slot;
        return true;
    }

    /// <summary>The newer half of the kept slots, for others.</summary>
    public ReadOnlySpan<OperationSlot> GiveSlots()
    {
        _freeCount -= Batch;
        return _free.AsSpan(_freeCount, Batch);
    }

    /// <summary>Hands a finished operation over; counts it alone when the ring is full. Called on the owner's thread.</summary>
    public void Write(in Operation operation)
    {
        long head = _head;
        if (head - _knownTail == _ring.Length)
        {
            _knownTail = Volatile.Read(ref _tail);
            if (head - _knownTail == _ring.Length)
            {
                Shed(operation);
                return;
            }
        }

        _ring[head & (_ring.Length - 1)] = operation;
        Volatile.Write(ref _head, head + 1);
        if (head - _knownTail > _ring.Length / 2)
        {
            WakeWhenHalfFull(head);
        }
    }

    /// <summary>Empties ring and tallies. Called by the drainer.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Drain(IOperationSink sink, string? runId)
    {
        Volatile.Write(ref _woken, 0);
        long tail = _tail;
        long head = Volatile.Read(ref _head);
        bool any = head > tail;
        while (tail < head)
        {
            int from = (int)(tail & (_ring.Length - 1));
            int count = (int)Math.Min(head - tail, _ring.Length - from);
            Span<Operation> piece = _ring.AsSpan(from, count);
            sink.Write(runId, piece);

            // What details hold must not live on in the ring.
            piece.Clear();
            tail += count;
            Volatile.Write(ref _tail, tail);
        }

        Dictionary<(OperationKey Key, long Minute), OperationTally>? shed = null;
        lock (_shedLock)
        {
            if (_shed.Count > 0)
            {
                (shed, _shed) = (_shed, []);
            }
        }

        foreach (((OperationKey key, long minute), OperationTally tally) in shed ?? [])
        {
            sink.Write(runId, key, minute * OperationTracker.NanosecondsPerMinute, tally);
        }

        return any || shed is not null;
    }

    private void WakeWhenHalfFull(long head)
    {
        _knownTail = Volatile.Read(ref _tail);
        if (head - _knownTail > _ring.Length / 2 && Volatile.Read(ref _woken) == 0)
        {
            Volatile.Write(ref _woken, 1);
            _wake();
        }
    }

    private void Shed(in Operation operation)
    {
        lock (_shedLock)
        {
            (OperationKey, long) at = (operation.Key, operation.StartUnixNanoseconds / OperationTracker.NanosecondsPerMinute);
            if (!_shed.TryGetValue(at, out OperationTally? tally))
            {
                _shed[at] = tally = new OperationTally();
            }

            tally.Add(operation.DurationNanoseconds, operation.Outcome, operation.Retries);
        }
    }
}
