using System.Collections.Concurrent;
using Vigil.Core.Operations;
using Vigil.Core.Runs;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>
/// Records what programs report by the OpenTelemetry protocol: each program becomes a record of <see cref="RunKind.Service"/>, its
/// points samples, its log records output and events, its spans operations. Thread-safe.
/// </summary>
/// <param name="store">Where it is recorded.</param>
/// <param name="operations">Takes spans; null where they cannot be kept.</param>
/// <param name="recorder">This process.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">The clock.</param>
public sealed class TelemetryReceiver(IRunStore store, IOperationSink? operations, RecorderIdentity recorder, ReceiverOptions options, TimeProvider time) : IAsyncDisposable
{
    private const string Malformed = "the body is no export request of the OpenTelemetry protocol, or ends too early";
    private static readonly TimeSpan s_closeDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_quietInterval = TimeSpan.FromSeconds(30);

    private readonly ServiceBook _services = new(store, recorder, options, time);
    private readonly ConcurrentBag<PointBatch> _batches = [];
    private long _quietChecked = time.GetTimestamp();

    /// <summary>Takes one request.</summary>
    /// <param name="signal">What it carries.</param>
    /// <param name="body">The export request, as protobuf.</param>
    public ReceiveResult Receive(Signal signal, ReadOnlySpan<byte> body) => signal switch
    {
        Signal.Metrics => ReceiveMetrics(body),
        Signal.Logs => ReceiveLogs(body),
        _ => ReceiveTraces(body),
    };

    /// <summary>Does what is due: hands gathered points over, ends records that nothing came for. To be called several times a second.</summary>
    public async Task TendAsync()
    {
        bool removeQuiet = time.GetElapsedTime(_quietChecked) >= s_quietInterval;
        _quietChecked = removeQuiet ? time.GetTimestamp() : _quietChecked;
        foreach (ServiceRecord service in _services.All())
        {
            lock (service.Gate)
            {
                service.Tend(removeQuiet);
            }
        }

        foreach (ServiceRecord service in _services.TakeIdle())
        {
            await CloseAsync(service, RunState.Finished, $"Nothing came for {options.Idle.TotalMinutes:0.#} minutes.").ConfigureAwait(false);
        }
    }

    /// <summary>Ends all records: what was gathered is stored.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_services.TakeAll().Select(service => CloseAsync(service, RunState.Detached, "The server that it reported to was stopped."))).ConfigureAwait(false);
        while (_batches.TryTake(out PointBatch? batch))
        {
            batch.Dispose();
        }
    }

    private async Task CloseAsync(ServiceRecord service, RunState state, string explanation)
    {
        lock (service.Gate)
        {
            service.Flush();
        }

        var outcome = new RunOutcome { State = state, EndedAt = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0, Cause = EndCause.Unknown, Explanation = explanation };
        await service.Writer.CompleteAsync(outcome, null, s_closeDeadline).ConfigureAwait(false);
        await service.Writer.DisposeAsync().ConfigureAwait(false);
    }

    private ReceiveResult ReceiveMetrics(ReadOnlySpan<byte> body)
    {
        if (!_batches.TryTake(out PointBatch? batch))
        {
            batch = new PointBatch();
        }

        batch.Clear();
        try
        {
            var groups = new ProtoReader(body);
            while (groups.Next())
            {
                if (groups.Key == OtlpFields.RequestResource && !Gather(body, groups.Span, batch))
                {
                    return new ReceiveResult(ReceiveState.Malformed, Message: Malformed);
                }
            }

            if (groups.IsMalformed)
            {
                return new ReceiveResult(ReceiveState.Malformed, Message: Malformed);
            }

            foreach ((ServiceRecord service, _, _) in batch.Groups)
            {
                if (IsBusy(service))
                {
                    return new ReceiveResult(ReceiveState.Busy, Message: "the store does not keep up");
                }
            }

            foreach ((ServiceRecord service, int start, int count) in batch.Groups)
            {
                lock (service.Gate)
                {
                    service.Record(batch.InOrder(start, count), body, batch.Refusals);
                }
            }

            return new ReceiveResult(ReceiveState.Taken, batch.Refusals.Count, batch.Refusals.Reason);
        }
        finally
        {
            _batches.Add(batch);
        }
    }

    private bool Gather(ReadOnlySpan<byte> body, ReadOnlySpan<byte> group, PointBatch batch)
    {
        if (Find(group) is not { } service)
        {
            batch.Refusals.Add(TooMany, OtlpRequest.CountScopes(group));
            return true;
        }

        int start = batch.Count;
        bool isSound;
        lock (service.Gate)
        {
            isSound = new MetricGatherer(service.Series, batch, UnixNanoseconds()).Gather(body, group);
        }

        batch.Groups.Add((service, start, batch.Count - start));
        return isSound;
    }

    private ReceiveResult ReceiveLogs(ReadOnlySpan<byte> body) => ForEachService(body, static (receiver, service, group) =>
    {
        lock (service.Gate)
        {
            new LogRecorder(service.Writer, receiver.UnixNanoseconds()).Record(group);
        }
    });

    private ReceiveResult ReceiveTraces(ReadOnlySpan<byte> body) =>
        operations is null && OtlpRequest.IsWellFormed(body)
            ? new ReceiveResult(ReceiveState.Taken, OtlpRequest.CountItems(body), "spans are not kept here")
            : ForEachService(body, static (receiver, service, group) => receiver.RecordSpans(service, group));

    private void RecordSpans(ServiceRecord service, ReadOnlySpan<byte> group)
    {
        ReadOnlySpan<Operation> spans = new SpanRecorder().Read(group);
        if (!spans.IsEmpty)
        {
            operations!.Write(service.RunId, spans);
        }
    }

    private ReceiveResult ForEachService(ReadOnlySpan<byte> body, GroupAction action)
    {
        if (!OtlpRequest.IsWellFormed(body))
        {
            return new ReceiveResult(ReceiveState.Malformed, Message: Malformed);
        }

        var refusals = new Refusals();
        var groups = new ProtoReader(body);
        while (groups.Next())
        {
            if (groups.Key == OtlpFields.RequestResource && Find(groups.Span) is { } service && IsBusy(service))
            {
                return new ReceiveResult(ReceiveState.Busy, Message: "the store does not keep up");
            }
        }

        groups = new ProtoReader(body);
        while (groups.Next())
        {
            if (groups.Key != OtlpFields.RequestResource)
            {
                continue;
            }

            if (Find(groups.Span) is { } service)
            {
                action(this, service, groups.Span);
            }
            else
            {
                refusals.Add(TooMany, OtlpRequest.CountScopes(groups.Span));
            }
        }

        return new ReceiveResult(ReceiveState.Taken, refusals.Count, refusals.Reason);
    }

    private string TooMany => $"{options.MostServices} services report already: more are not recorded";

    private bool IsBusy(ServiceRecord service) => service.Writer.Statistics.PendingBytes > options.MostPendingBytes;

    private ServiceRecord? Find(ReadOnlySpan<byte> group) => _services.Find(OtlpRequest.ResourceOf(group));

    private long UnixNanoseconds() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private delegate void GroupAction(TelemetryReceiver receiver, ServiceRecord service, ReadOnlySpan<byte> group);
}
