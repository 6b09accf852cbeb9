using System.Text.Json.Nodes;
using Vigil.Collection.Sampling;
using Vigil.Collection.Training;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Core.Training;

namespace Vigil.Collection.Recording;

/// <summary>
/// The one way of steps into the store, whatever their source: output, client, TensorBoard. Thread-safe.
/// </summary>
/// <remarks>
/// <para>Sources that tell of the same steps are merged first, by <see cref="StepSourceMerger"/>. What is left of a step is
/// held until the next one begins, or until the next sample, so that what a program says of it in several lines becomes
/// one reading.</para>
/// <para>It also records what a step itself tells: a loss that is no number, a batch size that changed.</para>
/// </remarks>
internal sealed class StepRecorder : ITrainingSink, IPolledSource
{
    private static readonly string[] s_watched = ["loss", "generator_loss", "discriminator_loss", "gradient_norm"];

    private readonly Lock _lock = new();
    private readonly IRunWriter _writer;
    private readonly IReadOnlyList<ITrainingSink> _listeners;
    private readonly StepSourceMerger _merger;
    private readonly Action? _listenToClient;
    private readonly bool[] _broken = new bool[s_watched.Length];
    private StepReading? _held;

    /// <param name="writer">Where steps and events go.</param>
    /// <param name="listeners">Who else wants each step: the console block, CSV files. Called in order, under the lock.</param>
    /// <param name="listenToClient">
    /// Reads what waits in the client's pipe; null for none. A program reports a step and prints it at almost the same time,
    /// so the client is heard before a step of the output counts.
    /// </param>
    public StepRecorder(IRunWriter writer, IReadOnlyList<ITrainingSink> listeners, Action? listenToClient = null)
    {
        _listenToClient = listenToClient;
        _writer = writer;
        _listeners = listeners;
        _merger = new StepSourceMerger(new Holder(this));
    }

    /// <summary>Steps taken so far.</summary>
    public long Count { get; private set; }

    /// <summary>The first step; null before it.</summary>
    public StepReading? First { get; private set; }

    /// <summary>The latest step; null before the first.</summary>
    public StepReading? Last { get; private set; }

    /// <summary>The latest known value of each field, since few sources repeat all of them at each step.</summary>
    public StepReading? Latest { get; private set; }

    /// <summary>Takes one reading of a step.</summary>
    public void Take(StepReading step)
    {
        if (step.Source == StepSource.Output)
        {
            _listenToClient?.Invoke();
        }

        lock (_lock)
        {
            _merger.Take(step);
        }
    }

    /// <summary>Takes an event that a source saw.</summary>
    public void Emit(RunEvent runEvent) => _writer.Emit(runEvent);

    /// <summary>Passes on a step that waited for more to be said of it.</summary>
    public void Poll(double unixSeconds)
    {
        lock (_lock)
        {
            Flush();
        }
    }

    /// <summary>Passes on what is held. The writer is the owner's.</summary>
    public void Dispose() => Poll(0);

    private void Hold(StepReading step)
    {
        if (_held is { } held && held.Step == step.Step && held.Source == step.Source)
        {
            _held = step.FillFrom(held) with
            {
                UnixSeconds = held.UnixSeconds,
                Others = [.. step.Others, .. held.Others.Where(other => step.Others.All(own => own.Key != other.Key))],
            };
            return;
        }

        Flush();
        _held = step;
    }

    private void Flush()
    {
        if (_held is { } step)
        {
            _held = null;
            Record(step);
        }
    }

    private void Record(StepReading step)
    {
        ObserveNan(step);
        ObserveBatchSize(step);

        // TensorBoard's files come late: they add to steps that were counted, and count alone where nothing else speaks.
        bool counts = step.Source != StepSource.TensorBoard || Last is null or { Source: StepSource.TensorBoard };
        if (counts)
        {
            First ??= step;
            Count += Last?.Step == step.Step ? 0 : 1;
            Last = step;
        }

        Latest = Latest is null ? step : counts ? step.FillFrom(Latest) : Latest.FillFrom(step);
        _writer.Write(step);
        foreach (ITrainingSink listener in _listeners)
        {
            listener.Take(step);
        }
    }

    /// <summary>
    /// One event when a field stops being finite, not one per step that follows. Each field has its own memory: of two
    /// losses that are reported in turn, the sound one must not make the other new again.
    /// </summary>
    private void ObserveNan(StepReading step)
    {
        // Bars show nan until the first step is done.
        if (step is { Step: 0, Source: StepSource.Output })
        {
            return;
        }

        bool told = false;
        Span<double?> values = [step.Loss, step.GeneratorLoss, step.DiscriminatorLoss, step.GradientNorm];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is not { } value)
            {
                continue;
            }

            if (!double.IsFinite(value) && !_broken[i] && !told)
            {
                told = true;
                _writer.Emit(new RunEvent(step.UnixSeconds, EventTypes.Nan, new JsonObject
                {
                    ["step"] = step.Step,
                    ["field"] = s_watched[i],
                    ["value"] = double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf",
                    ["last_finite_loss"] = Latest?.Loss is { } loss && double.IsFinite(loss) ? loss : null,
                }));
            }

            _broken[i] = !double.IsFinite(value);
        }
    }

    private void ObserveBatchSize(StepReading step)
    {
        if (step.BatchSize is { } size && Latest?.BatchSize is { } before && size != before)
        {
            _writer.Emit(new RunEvent(step.UnixSeconds, EventTypes.BatchSizeChange, new JsonObject
            {
                ["step"] = step.Step,
                ["from"] = before,
                ["to"] = size,
            }));
        }
    }

    /// <summary>What the merger lets through.</summary>
    private sealed class Holder(StepRecorder owner) : ITrainingSink
    {
        public void Take(StepReading step) => owner.Hold(step);

        public void Emit(RunEvent runEvent) => owner.Emit(runEvent);
    }
}
