using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Sampling;

/// <summary>
/// Runs one collector and keeps its record: time spent, failures, and which reasons were said already. One collector's
/// fault never reaches the others.
/// </summary>
internal sealed class CollectorHealth(ICollector collector, TimeProvider time)
{
    /// <summary>A part that this machine does not have is looked for again after so many samples: a driver may load later.</summary>
    private const int SamplesBetweenRetries = 60;

    private readonly HashSet<string> _said = [];
    private int _samplesToSkip;
    private long _ticksSpent;

    public string Name => collector.Name;

    public long Failures { get; private set; }

    public TimeSpan Spent => time.GetElapsedTime(0, _ticksSpent);

    public void Collect(SampleFrame frame, IEventSink events)
    {
        if (_samplesToSkip > 0)
        {
            _samplesToSkip--;
            return;
        }

        long start = time.GetTimestamp();
        CollectResult result;
        try
        {
            result = collector.Collect(frame);
        }
        catch (Exception exception)
        {
            result = CollectResult.Failed($"{exception.GetType().Name}: {exception.Message}");
        }

        _ticksSpent += time.GetTimestamp() - start;
        if (result.State != CollectState.Ok)
        {
            Report(frame, events, result);
        }
    }

    private void Report(SampleFrame frame, IEventSink events, CollectResult result)
    {
        if (result.State == CollectState.Failed)
        {
            Failures++;
        }
        else
        {
            _samplesToSkip = SamplesBetweenRetries;
        }

        // Said once per reason; a reason that carries changing numbers must not fill the store either.
        if (result.Reason is { } reason && _said.Count < 16 && _said.Add(reason))
        {
            events.Emit(new RunEvent(frame.UnixMilliseconds / 1000.0, EventTypes.NotAvailable, new JsonObject
            {
                ["collector"] = collector.Name,
                ["reason"] = reason,
                ["failed"] = result.State == CollectState.Failed,
            }));
        }
    }
}
