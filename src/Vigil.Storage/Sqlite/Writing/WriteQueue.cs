using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Writing;

/// <summary>
/// What waits between the program's threads and the one that writes. Bounded by the memory it holds; as it fills, output
/// is refused first (at half), then steps (at three quarters), samples (at nine tenths) and events last. What is refused
/// is counted. Thread-safe; no call waits longer than for a copy.
/// </summary>
internal sealed class WriteQueue(int capacityBytes)
{
    private const int PooledSamples = 16;
    private const int ItemOverhead = 64;

    private readonly object _lock = new();
    private readonly SubjectRegistrar _registrar = new();
    private readonly Stack<SampleItem> _pool = [];
    private readonly long[] _streamLengths = new long[Enum.GetValues<OutputStream>().Length];
    private List<QueueItem> _items = [];
    private long _pendingBytes;
    private long _droppedSamples;
    private long _droppedSteps;
    private long _droppedEvents;
    private long _droppedLogBytes;
    private bool _waiting;
    private bool _lingering;
    private bool _woken;

    // Before output is refused there is time to store what waits, also when a program prints megabytes at once.
    private long LingerBytes => capacityBytes / 4L;

    /// <summary>Lets the writing thread look again at once.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _woken = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits until there is something to store, or <see cref="Wake"/> is called.</summary>
    public void WaitForItems()
    {
        lock (_lock)
        {
            _waiting = true;
            while (_items.Count == 0 && !_woken)
            {
                Monitor.Wait(_lock);
            }

            _waiting = false;
        }
    }

    /// <summary>Lets time pass so that more may come, until a quarter of the bound waits or <see cref="Wake"/> is called.</summary>
    public void Linger(TimeSpan time)
    {
        lock (_lock)
        {
            if (!_woken && time > TimeSpan.Zero && _pendingBytes < LingerBytes)
            {
                _lingering = true;
                Monitor.Wait(_lock, time);
                _lingering = false;
            }
        }
    }

    /// <summary>Lets time pass, whatever comes, until <see cref="Wake"/> is called.</summary>
    public void Pause(TimeSpan time)
    {
        lock (_lock)
        {
            if (!_woken && time > TimeSpan.Zero)
            {
                Monitor.Wait(_lock, time);
            }
        }
    }

    /// <summary>What was refused so far, and what is held.</summary>
    public WriterStatistics Count(long storedBytes, string? lastError)
    {
        lock (_lock)
        {
            return new WriterStatistics(_droppedSamples, _droppedSteps, _droppedEvents, _droppedLogBytes, _pendingBytes, storedBytes, lastError);
        }
    }

    /// <summary>Bytes that a stream has printed, refused ones included.</summary>
    public long LengthOf(OutputStream stream)
    {
        lock (_lock)
        {
            return _streamLengths[(int)stream];
        }
    }

    /// <summary>Copies a sample.</summary>
    public void Add(SampleFrame frame)
    {
        lock (_lock)
        {
            if (_pendingBytes > capacityBytes / 10L * 9)
            {
                _droppedSamples++;
                return;
            }

            SubjectSet set = _registrar.Register(frame);
            SampleItem item = _pool.Count > 0 ? _pool.Pop() : new SampleItem();
            if (item.Values.Length < set.ColumnCount)
            {
                item.Values = new long[set.ColumnCount];
            }

            int at = 0;
            IReadOnlyList<Subject> subjects = frame.Subjects;
            for (int i = 0; i < subjects.Count; i++)
            {
                long[] values = subjects[i].Values;
                values.CopyTo(item.Values.AsSpan(at));
                at += values.Length;
            }

            item.Set = set;
            item.UnixMilliseconds = frame.UnixMilliseconds;
            item.Totals = frame.Totals;
            Enqueue(item, (item.Values.Length * sizeof(long)) + 512);
        }
    }

    /// <summary>Takes a step.</summary>
    public void Add(StepReading step)
    {
        lock (_lock)
        {
            if (_pendingBytes > capacityBytes / 4L * 3)
            {
                _droppedSteps++;
                return;
            }

            Enqueue(new StepItem(step), 320 + (step.Others.Count * 96));
        }
    }

    /// <summary>Takes an event.</summary>
    public void Add(RunEvent runEvent)
    {
        string? details = runEvent.Details is null ? null : JsonText.Of(runEvent.Details);
        var item = new EventItem(runEvent.UnixSeconds, runEvent.Type, details);
        lock (_lock)
        {
            int cost = 128 + (2 * (details?.Length ?? 0));
            if (_pendingBytes + cost > capacityBytes)
            {
                _droppedEvents++;
                return;
            }

            Enqueue(item, cost);
        }
    }

    /// <summary>Copies a piece of output.</summary>
    public void Add(OutputStream stream, ReadOnlySpan<byte> data, long unixMilliseconds)
    {
        lock (_lock)
        {
            long offset = _streamLengths[(int)stream];
            _streamLengths[(int)stream] += data.Length;
            if (data.IsEmpty)
            {
                return;
            }

            // Small pieces read at the same time join, so that a chatty program costs no object per piece.
            if (_items.Count > 0 && _items[^1] is OutputItem last && last.Takes(stream, unixMilliseconds, data.Length))
            {
                last.Add(data);
                return;
            }

            if (_pendingBytes + data.Length > capacityBytes / 2)
            {
                _droppedLogBytes += data.Length;
                return;
            }

            var item = new OutputItem(stream, offset, unixMilliseconds, data.Length);
            item.Add(data);
            Enqueue(item, item.Capacity + ItemOverhead);
        }
    }

    /// <summary>Moves everything that waits to the end of <paramref name="items"/>; it goes on counting until <see cref="Release"/>.</summary>
    public void Take(ref List<QueueItem> items)
    {
        lock (_lock)
        {
            _woken = false;
            if (items.Count == 0)
            {
                (items, _items) = (_items, items);
            }
            else
            {
                items.AddRange(_items);
                _items.Clear();
            }
        }
    }

    /// <summary>Takes back what was stored, for use again.</summary>
    public void Release(List<QueueItem> items)
    {
        lock (_lock)
        {
            foreach (QueueItem item in items)
            {
                Free(item);
            }
        }

        items.Clear();
    }

    /// <summary>Gives up what can never be stored, and counts it as refused.</summary>
    public void Discard(List<QueueItem> items)
    {
        lock (_lock)
        {
            foreach (QueueItem item in items)
            {
                _droppedSamples += item is SampleItem ? 1 : 0;
                _droppedSteps += item is StepItem ? 1 : 0;
                _droppedEvents += item is EventItem ? 1 : 0;
                _droppedLogBytes += item is OutputItem output ? output.Length : 0;
                Free(item);
            }
        }

        items.Clear();
    }

    private void Enqueue(QueueItem item, int cost)
    {
        item.Cost = cost;
        _pendingBytes += cost;
        _items.Add(item);
        if (_waiting || (_lingering && _pendingBytes >= LingerBytes))
        {
            _waiting = false;
            Monitor.PulseAll(_lock);
        }
    }

    private void Free(QueueItem item)
    {
        _pendingBytes -= item.Cost;
        switch (item)
        {
            case SampleItem sample when _pool.Count < PooledSamples:
                _pool.Push(sample);
                break;
            case OutputItem output:
                output.Return();
                break;
        }
    }
}
