using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Core.Training;

namespace Vigil.Collection.Recording;

/// <summary>
/// The one way of steps into the store, whatever their source: keeps the first and latest values for the summary, and
/// records what a step itself tells: a loss that is no number, a batch size that changed. Thread-safe.
/// </summary>
/// <param name="writer">Where steps and events go.</param>
/// <param name="listeners">Who else wants each step: the console block, CSV files. Called in order, under the lock.</param>
internal sealed class StepRecorder(IRunWriter writer, IReadOnlyList<IStepSink> listeners) : IStepSink
{
    private static readonly string[] s_watched = ["loss", "generator_loss", "discriminator_loss", "gradient_norm"];

    private readonly Lock _lock = new();
    private readonly bool[] _broken = new bool[s_watched.Length];

    /// <summary>Steps taken so far.</summary>
    public long Count { get; private set; }

    /// <summary>The first step; null before it.</summary>
    public StepReading? First { get; private set; }

    /// <summary>The latest step; null before the first.</summary>
    public StepReading? Last { get; private set; }

    /// <summary>The latest known value of each field, since few sources repeat all of them at each step.</summary>
    public StepReading? Latest { get; private set; }

    public void Accept(StepReading step)
    {
        lock (_lock)
        {
            ObserveNan(step);
            ObserveBatchSize(step);
            First ??= step;
            Last = step;
            Latest = Latest is null ? step : step.FillFrom(Latest);
            Count++;
            writer.Write(step);
            foreach (IStepSink listener in listeners)
            {
                listener.Accept(step);
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
