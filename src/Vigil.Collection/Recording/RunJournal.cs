using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Collection.Recording;

/// <summary>
/// Passes everything on to the store and remembers the events, so that the end of a run can be explained without
/// reading it back. Of each type the first and the latest <see cref="KeptPerEnd"/> are kept, and all are counted.
/// </summary>
/// <param name="inner">The store's writer; not disposed.</param>
internal sealed class RunJournal(IRunWriter inner) : IRunWriter
{
    private const int KeptPerEnd = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];

    public WriterStatistics Statistics => inner.Statistics;

    public void Emit(RunEvent runEvent)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(runEvent.Type, out Entry? entry))
            {
                _entries[runEvent.Type] = entry = new Entry();
            }

            entry.Add(runEvent);
        }

        inner.Emit(runEvent);
    }

    /// <summary>The remembered events of one type, in order.</summary>
    public IReadOnlyList<RunEvent> Events(string type)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(type, out Entry? entry) ? entry.ToList() : [];
        }
    }

    /// <summary>How many events there were, by type.</summary>
    public IReadOnlyDictionary<string, long> Counts()
    {
        lock (_lock)
        {
            return _entries.ToDictionary(entry => entry.Key, entry => entry.Value.Count);
        }
    }

    public void Write(SampleFrame frame) => inner.Write(frame);

    public void Write(StepReading step) => inner.Write(step);

    public void WriteOutput(OutputStream stream, ReadOnlySpan<byte> data, long unixMilliseconds) =>
        inner.WriteOutput(stream, data, unixMilliseconds);

    public Task<bool> CompleteAsync(RunOutcome outcome, JsonObject? summary, TimeSpan deadline) =>
        inner.CompleteAsync(outcome, summary, deadline);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Entry
    {
        private readonly List<RunEvent> _first = [];
        private readonly Queue<RunEvent> _latest = [];

        public long Count { get; private set; }

        public void Add(RunEvent runEvent)
        {
            Count++;
            if (_first.Count < KeptPerEnd)
            {
                _first.Add(runEvent);
                return;
            }

            _latest.Enqueue(runEvent);
            if (_latest.Count > KeptPerEnd)
            {
                _latest.Dequeue();
            }
        }

        public IReadOnlyList<RunEvent> ToList() => [.. _first, .. _latest];
    }
}
