using System.Text.Json.Nodes;
using Vigil.Core.Operations;

namespace Vigil.Operations.Tracking;

/// <summary>
/// An operation that goes on. It ends when it is disposed of, on whatever thread; ended twice it counts once. Thread-safe; what
/// comes after the end is ignored.
/// </summary>
public readonly struct TrackedOperation : IDisposable, IEquatable<TrackedOperation>
{
    private readonly OperationTracker? _tracker;
    private readonly OperationSlot? _slot;
    private readonly int _generation;

    internal TrackedOperation(OperationTracker tracker, OperationSlot slot, int generation)
    {
        _tracker = tracker;
        _slot = slot;
        _generation = generation;
    }

    /// <summary>Its id; 0 once it has ended.</summary>
    public ulong SpanId => _slot is { } slot && slot.SpanId is var id && slot.Generation == _generation ? id : 0;

    /// <summary>Starts an operation that is part of this one. When this one has ended, it is part of none.</summary>
    public TrackedOperation Start(OperationType type, string name) => Tracker.StartWithin(this, type, name);

    /// <summary>Makes it the one that whatever is started next in this asynchronous flow is part of, until the answer is disposed of. Allocates.</summary>
    public IDisposable Flow() => AmbientOperation.Enter(this);

    /// <summary>Keeps a whole number by name. Allocates at the first one of an operation.</summary>
    public void Set(string name, long value) => SetValue(name, JsonValue.Create(value));

    /// <summary>Keeps a number by name; what JSON cannot hold, as text.</summary>
    public void Set(string name, double value) => SetValue(name, double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(value.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>Keeps a text by name.</summary>
    public void Set(string name, string? value) => SetValue(name, JsonValue.Create(value));

    /// <summary>Keeps a truth by name.</summary>
    public void Set(string name, bool value) => SetValue(name, JsonValue.Create(value));

    /// <summary>Keeps what it used.</summary>
    public void Use(OperationResources resources) => Change(resources, static (slot, value) => slot.Resources = value);

    /// <summary>Counts another attempt.</summary>
    public void Retry() => Change(0, static (slot, _) => slot.Retries++);

    /// <summary>Says that it fails, and why; an <see cref="OperationCanceledException"/> calls it off.</summary>
    public void Fail(Exception error)
    {
        if (error is OperationCanceledException and not { InnerException: TimeoutException })
        {
            Cancel();
            return;
        }

        Fail(error.Message, ErrorCategories.Of(error));
    }

    /// <summary>Says that it fails, and why.</summary>
    /// <param name="error">For people.</param>
    /// <param name="category">A stable word; <c>error</c> by default.</param>
    public void Fail(string error, string category = "error") => Change((error, category), static (slot, value) =>
    {
        slot.Outcome = OperationOutcome.Failed;
        slot.Error = value.error;
        slot.ErrorCategory = value.category;
    });

    /// <summary>Says that it is no longer wanted.</summary>
    public void Cancel() => Change(0, static (slot, _) => slot.Outcome = OperationOutcome.Cancelled);

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (_slot is { } slot)
        {
            _tracker!.End(slot, _generation);
        }
    }

    /// <inheritdoc/>
    public bool Equals(TrackedOperation other) => _slot == other._slot && _generation == other._generation;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TrackedOperation other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_slot, _generation);

    /// <summary>The same operation.</summary>
    public static bool operator ==(TrackedOperation left, TrackedOperation right) => left.Equals(right);

    /// <summary>Another operation.</summary>
    public static bool operator !=(TrackedOperation left, TrackedOperation right) => !left.Equals(right);

    /// <summary>The trace and id of an operation that still goes on; false when it has ended.</summary>
    internal bool TryReadContext(out UInt128 traceId, out ulong spanId)
    {
        traceId = 0;
        spanId = 0;
        if (_slot is not { } slot)
        {
            return false;
        }

        traceId = slot.TraceId;
        spanId = slot.SpanId;
        return slot.Generation == _generation;
    }

    private OperationTracker Tracker => _tracker ?? throw new InvalidOperationException("This operation was never started.");

    private void SetValue(string name, JsonNode? value) => Change((name, value), static (slot, pair) => (slot.Metadata ??= [])[pair.name] = pair.value);

    private void Change<T>(T value, Action<OperationSlot, T> change)
    {
        if (_slot is { } slot && slot.TryHold(_generation))
        {
            try
            {
                change(slot, value);
            }
            finally
            {
                slot.Release(_generation);
            }
        }
    }
}
