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
    private readonly Lock _lock = new();
    private bool _finite = true;

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

    /// <summary>One event when values stop being finite, not one per step that follows.</summary>
    private void ObserveNan(StepReading step)
    {
        (string Name, double? Value)[] watched =
        [
            ("loss", step.Loss),
            ("generator_loss", step.GeneratorLoss),
            ("discriminator_loss", step.DiscriminatorLoss),
            ("gradient_norm", step.GradientNorm),
        ];
        (string name, double? value) = watched.FirstOrDefault(field => field.Value is { } number && !double.IsFinite(number));
        if (name is null)
        {
            _finite |= watched.Any(field => field.Value is not null);
            return;
        }

        if (_finite)
        {
            writer.Emit(new RunEvent(step.UnixSeconds, EventTypes.Nan, new JsonObject
            {
                ["step"] = step.Step,
                ["field"] = name,
                ["value"] = double.IsNaN(value!.Value) ? "nan" : value > 0 ? "inf" : "-inf",
                ["last_finite_loss"] = Latest?.Loss is { } loss && double.IsFinite(loss) ? loss : null,
            }));
        }

        _finite = false;
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
