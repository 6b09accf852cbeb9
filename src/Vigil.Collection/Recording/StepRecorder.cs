using System.Text.Json.Nodes;
using Vigil.Collection.Training;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Core.Training;

namespace Vigil.Collection.Recording;

/// <summary>
/// The one way of steps into the store, whatever their source: output, client, TensorBoard. Thread-safe.
/// </summary>
/// <remarks>
/// <para>A step is held until the next one begins, or until the next sample, so that what a program says of it in several
/// lines becomes one reading.</para>
/// <para>A program may report the same steps in several ways. Once the client speaks, the output's steps only fill gaps in
/// the client's; TensorBoard, which comes minutes late, adds what nobody else said of a step and is not counted where
/// another source counts.</para>
/// <para>It also records what a step itself tells: a loss that is no number, a batch size that changed.</para>
/// </remarks>
/// <param name="writer">Where steps and events go.</param>
/// <param name="listeners">Who else wants each step: the console block, CSV files. Called in order, under the lock.</param>
internal sealed class StepRecorder(IRunWriter writer, IReadOnlyList<ITrainingSink> listeners) : ITrainingSink, IPolledSource
{
    /// <summary>Steps of other sources that TensorBoard's late readings are compared with.</summary>
    private const int RememberedSteps = 100_000;

    private static readonly string[] s_watched = ["loss", "generator_loss", "discriminator_loss", "gradient_norm"];

    private readonly Lock _lock = new();
    private readonly bool[] _broken = new bool[s_watched.Length];
    private readonly HashSet<long> _known = [];
    private readonly Queue<long> _knownInOrder = [];
    private StepReading? _held;
    private bool _clientSpeaks;
    private bool _othersSpeak;

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
        lock (_lock)
        {
            if (step.Source == StepSource.TensorBoard)
            {
                TakeLate(step);
                return;
            }

            _othersSpeak = true;
            _clientSpeaks |= step.Source is StepSource.Client or StepSource.DotNet;
            if (_held?.Step == step.Step)
            {
                _held = Combine(_held, step);
            }
            else if (!_clientSpeaks || step.Source != StepSource.Output)
            {
                Flush();
                _held = step;
            }
        }
    }

    /// <summary>Takes an event that a source saw.</summary>
    public void Emit(RunEvent runEvent) => writer.Emit(runEvent);

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

    /// <summary>Of two readings of a step the client's word counts more, else the later one's.</summary>
    private static StepReading Combine(StepReading held, StepReading step)
    {
        bool heldCounts = held.Source != StepSource.Output && step.Source == StepSource.Output;
        (StepReading first, StepReading second) = heldCounts ? (held, step) : (step, held);
        return first.FillFrom(second) with
        {
            UnixSeconds = held.UnixSeconds,
            Others = [.. first.Others, .. second.Others.Where(other => first.Others.All(own => own.Key != other.Key))],
        };
    }

    private void Flush()
    {
        if (_held is { } step)
        {
            _held = null;
            Remember(step.Step);
            Record(step, counts: true);
        }
    }

    private void TakeLate(StepReading step)
    {
        if (_known.Contains(step.Step))
        {
            StepReading rest = step with { Loss = null, StepSeconds = null };
            bool addsNothing = rest == new StepReading { UnixSeconds = rest.UnixSeconds, Step = rest.Step, Source = rest.Source, Others = rest.Others }
                && rest.Others.Count == 0;
            if (addsNothing)
            {
                return;
            }

            step = rest;
        }

        Record(step, counts: !_othersSpeak);
    }

    private void Record(StepReading step, bool counts)
    {
        ObserveNan(step);
        ObserveBatchSize(step);
        if (counts)
        {
            First ??= step;
            Last = step;
            Count++;
        }

        Latest = Latest is null ? step : counts ? step.FillFrom(Latest) : Latest.FillFrom(step);
        writer.Write(step);
        foreach (ITrainingSink listener in listeners)
        {
            listener.Take(step);
        }
    }

    private void Remember(long step)
    {
        if (_known.Add(step))
        {
            _knownInOrder.Enqueue(step);
            if (_knownInOrder.Count > RememberedSteps)
            {
                _known.Remove(_knownInOrder.Dequeue());
            }
        }
    }

    /// <summary>
    /// One event when a field stops being finite, not one per step that follows. Each field has its own memory: of two
    /// losses that are reported in turn, the sound one must not make the other new again.
    /// </summary>
    private void ObserveNan(StepReading step)
    {
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
                writer.Emit(new RunEvent(step.UnixSeconds, EventTypes.Nan, new JsonObject
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
            writer.Emit(new RunEvent(step.UnixSeconds, EventTypes.BatchSizeChange, new JsonObject
            {
                ["step"] = step.Step,
                ["from"] = before,
                ["to"] = size,
            }));
        }
    }
}
