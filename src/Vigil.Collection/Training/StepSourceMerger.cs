using Vigil.Core.Events;
using Vigil.Core.Training;

namespace Vigil.Collection.Training;

/// <summary>
/// Stands before the store where several sources tell of one training, so that steps are not doubled. While the client
/// (or the .NET monitor) tells of steps, nothing else is heard: it was put there on purpose. TensorBoard and the output
/// go side by side, since the files come minutes late: whichever tells of a step second adds only what the first did not
/// know, as a reading of the same step, or nothing.
/// </summary>
/// <remarks>Steps are matched by number. Used by one thread at a time.</remarks>
/// <param name="next">Takes what is left.</param>
public sealed class StepSourceMerger(ITrainingSink next) : ITrainingSink
{
    private const int RememberedSteps = 16384;
    private const double ClientSilenceSeconds = 300;

    private readonly Dictionary<long, Told> _told = [];
    private readonly Queue<long> _order = new();
    private double _clientHeardAt = double.NegativeInfinity;

    /// <summary>Readings that told nothing new.</summary>
    public long Suppressed { get; private set; }

    /// <inheritdoc/>
    public void Emit(RunEvent runEvent) => next.Emit(runEvent);

    /// <inheritdoc/>
    public void Take(StepReading step)
    {
        if (step.Source is StepSource.Client or StepSource.DotNet)
        {
            _clientHeardAt = step.UnixSeconds;
        }
        else if (step.UnixSeconds - _clientHeardAt < ClientSilenceSeconds)
        {
            Suppressed++;
            return;
        }

        if (_told.TryGetValue(step.Step, out Told told) && told.Source != step.Source)
        {
            StepReading added = Without(step, told.Fields);
            if (FieldsOf(added) == Fields.None)
            {
                Suppressed++;
                return;
            }

            _told[step.Step] = told with { Fields = told.Fields | FieldsOf(added) };
            next.Take(added);
            return;
        }

        // The same source told of it again: the training went back, or knows more.
        Remember(step);
        next.Take(step);
    }

    private void Remember(StepReading step)
    {
        if (!_told.ContainsKey(step.Step))
        {
            if (_order.Count == RememberedSteps)
            {
                _told.Remove(_order.Dequeue());
            }

            _order.Enqueue(step.Step);
        }

        _told[step.Step] = new Told(step.Source, FieldsOf(step));
    }

    private static Fields FieldsOf(StepReading step) =>
        (step.Loss is null ? Fields.None : Fields.Loss)
        | (step.GeneratorLoss is null ? Fields.None : Fields.GeneratorLoss)
        | (step.DiscriminatorLoss is null ? Fields.None : Fields.DiscriminatorLoss)
        | (step.LearningRate is null ? Fields.None : Fields.LearningRate)
        | (step.GradientNorm is null ? Fields.None : Fields.GradientNorm)
        | (step.BatchSize is null ? Fields.None : Fields.BatchSize)
        | (step.SamplesPerSecond is null ? Fields.None : Fields.SamplesPerSecond)
        | (step.TokensPerSecond is null ? Fields.None : Fields.TokensPerSecond)
        | (step.BatchSeconds is null ? Fields.None : Fields.BatchSeconds)
        | (step.DataSeconds is null ? Fields.None : Fields.DataSeconds)
        | (step.Others.Count == 0 ? Fields.None : Fields.Others);

    private static StepReading Without(StepReading step, Fields fields) => step with
    {
        // Each source times steps in its own way: the first that timed this one stands.
        StepSeconds = null,
        Loss = fields.HasFlag(Fields.Loss) ? null : step.Loss,
        GeneratorLoss = fields.HasFlag(Fields.GeneratorLoss) ? null : step.GeneratorLoss,
        DiscriminatorLoss = fields.HasFlag(Fields.DiscriminatorLoss) ? null : step.DiscriminatorLoss,
        LearningRate = fields.HasFlag(Fields.LearningRate) ? null : step.LearningRate,
        GradientNorm = fields.HasFlag(Fields.GradientNorm) ? null : step.GradientNorm,
        BatchSize = fields.HasFlag(Fields.BatchSize) ? null : step.BatchSize,
        SamplesPerSecond = fields.HasFlag(Fields.SamplesPerSecond) ? null : step.SamplesPerSecond,
        TokensPerSecond = fields.HasFlag(Fields.TokensPerSecond) ? null : step.TokensPerSecond,
        BatchSeconds = fields.HasFlag(Fields.BatchSeconds) ? null : step.BatchSeconds,
        DataSeconds = fields.HasFlag(Fields.DataSeconds) ? null : step.DataSeconds,
        Others = fields.HasFlag(Fields.Others) ? [] : step.Others,
    };

    [Flags]
    private enum Fields
    {
        None = 0,
        Loss = 1,
        GeneratorLoss = 2,
        DiscriminatorLoss = 4,
        LearningRate = 8,
        GradientNorm = 16,
        BatchSize = 32,
        SamplesPerSecond = 64,
        TokensPerSecond = 128,
        BatchSeconds = 256,
        DataSeconds = 512,
        Others = 1024,
    }

    private readonly record struct Told(StepSource Source, Fields Fields);
}
