using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Core.Operations;
using Vigil.Operations.Tracking;

namespace Vigil.Operations.Activities;

/// <summary>
/// Takes what libraries say through <see cref="Activity"/> as operations, typed by <see cref="SpanConventions"/>.
/// </summary>
public sealed class ActivityFeed : IDisposable
{
    private readonly OperationTracker _tracker;
    private readonly string? _runId;
    private readonly ActivityListener _listener;
    private readonly ConcurrentDictionary<Activity, OperationKey> _active = new();
    private readonly ConcurrentDictionary<(OperationType, string), OperationKey> _keys = new();

    /// <summary>Listens until disposed of.</summary>
    /// <param name="tracker">Where operations go.</param>
    /// <param name="sources">Names of the sources listened to; null for all.</param>
    /// <param name="runId">The record that activities which go on are shown with; null for none.</param>
    public ActivityFeed(OperationTracker tracker, IReadOnlyCollection<string>? sources = null, string? runId = null)
    {
        _tracker = tracker;
        _runId = runId;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => sources is null || sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity => _active[activity] = KeyOf(activity),
            ActivityStopped = Take,
        };
        tracker.OthersActive = ReadActive;
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _tracker.OthersActive = null;
    }

    private IEnumerable<ActiveOperation> ReadActive() => _active.Select(pair => new ActiveOperation(
        pair.Value, Start(pair.Key), Trace(pair.Key), Span(pair.Key.SpanId.ToHexString()), Span(pair.Key.ParentSpanId.ToHexString()), _runId));

    private void Take(Activity activity)
    {
        _active.TryRemove(activity, out _);
        _tracker.Record(new Operation
        {
            Key = KeyOf(activity),
            StartUnixNanoseconds = Start(activity),
            DurationNanoseconds = activity.Duration.Ticks * 100,
            Outcome = activity.Status == ActivityStatusCode.Error ? OperationOutcome.Failed : OperationOutcome.Succeeded,
            TraceId = Trace(activity),
            SpanId = Span(activity.SpanId.ToHexString()),
            ParentSpanId = Span(activity.ParentSpanId.ToHexString()),
            Detail = DetailOf(activity),
        });
    }

    private OperationKey KeyOf(Activity activity)
    {
        // The protocol counts kinds from 1.
        OperationType type = SpanConventions.TypeOf(
            activity.GetTagItem(SpanConventions.TypeAttribute) as string, attribute => activity.GetTagItem(attribute) is not null, (int)activity.Kind + 1);
        return _keys.GetOrAdd((type, activity.DisplayName), static key => new OperationKey(key.Item1, key.Item2));
    }

    private static OperationDetail? DetailOf(Activity activity)
    {
        JsonObject? metadata = null;
        foreach ((string name, object? value) in activity.TagObjects)
        {
            if (name != SpanConventions.TypeAttribute)
            {
                (metadata ??= [])[name] = value switch
                {
                    bool truth => JsonValue.Create(truth),
                    sbyte or short or int or long or byte or ushort or uint => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
                    double number when double.IsFinite(number) => JsonValue.Create(number),
                    _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
                };
            }
        }

        bool failed = activity.Status == ActivityStatusCode.Error;
        return metadata is null && !failed ? null : new OperationDetail
        {
            Metadata = metadata,
            Error = failed ? activity.StatusDescription ?? "" : null,
            ErrorCategory = failed ? activity.GetTagItem("error.type") as string ?? "error" : null,
        };
    }

    private static long Start(Activity activity) => (activity.StartTimeUtc - DateTime.UnixEpoch).Ticks * 100;

    private static UInt128 Trace(Activity activity) =>
        UInt128.TryParse(activity.TraceId.ToHexString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out UInt128 trace) ? trace : 0;

    private static ulong Span(string hex) => ulong.TryParse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong id) ? id : 0;
}
