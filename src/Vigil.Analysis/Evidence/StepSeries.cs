using System.Collections.Frozen;
using Vigil.Core.Training;

namespace Vigil.Analysis.Evidence;

/// <summary>
/// The training's numbers column by column, so that what looks at one quantity does not walk over all readings. Built in
/// one pass when first asked for.
/// </summary>
public sealed class StepSeries
{
    private const int MaxNames = 256;

    private readonly IReadOnlyList<StepReading> _readings;
    private readonly Lazy<FrozenDictionary<string, StepColumn>> _others;

    /// <param name="readings">Readings in the order in which they were told.</param>
    public StepSeries(IReadOnlyList<StepReading> readings)
    {
        _readings = readings;
        _others = new Lazy<FrozenDictionary<string, StepColumn>>(ReadOthers);
        var loss = new Builder();
        var generator = new Builder();
        var discriminator = new Builder();
        var rate = new Builder();
        var norm = new Builder();
        var batch = new Builder();
        foreach (StepReading reading in readings)
        {
            // Bars show nan until the first step is done.
            if (reading is { Step: 0, Source: StepSource.Output, Loss: double.NaN })
            {
                continue;
            }

            loss.Add(reading, reading.Loss);
            generator.Add(reading, reading.GeneratorLoss);
            discriminator.Add(reading, reading.DiscriminatorLoss);
            rate.Add(reading, reading.LearningRate);
            norm.Add(reading, reading.GradientNorm);
            batch.Add(reading, reading.BatchSize);
        }

        Loss = loss.Build();
        GeneratorLoss = generator.Build();
        DiscriminatorLoss = discriminator.Build();
        LearningRate = rate.Build();
        GradientNorm = norm.Build();
        BatchSize = batch.Build();
    }

    /// <summary>Training loss.</summary>
    public StepColumn Loss { get; }

    /// <summary>Loss of a generator.</summary>
    public StepColumn GeneratorLoss { get; }

    /// <summary>Loss of a discriminator.</summary>
    public StepColumn DiscriminatorLoss { get; }

    /// <summary>Learning rate.</summary>
    public StepColumn LearningRate { get; }

    /// <summary>Norm of the gradient.</summary>
    public StepColumn GradientNorm { get; }

    /// <summary>Samples in a batch.</summary>
    public StepColumn BatchSize { get; }

    /// <summary>Further numbers by the program's own name for them; of more than 256 names the first.</summary>
    public IReadOnlyDictionary<string, StepColumn> Others => _others.Value;

    private FrozenDictionary<string, StepColumn> ReadOthers()
    {
        var columns = new Dictionary<string, Builder>();
        foreach (StepReading reading in _readings)
        {
            foreach ((string name, double value) in reading.Others)
            {
                if (!columns.TryGetValue(name, out Builder? column))
                {
                    if (columns.Count == MaxNames)
                    {
                        continue;
                    }

                    columns[name] = column = new Builder();
                }

                column.Add(reading, value);
            }
        }

        return columns.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Build());
    }

    private sealed class Builder
    {
        private readonly List<double> _times = [];
        private readonly List<long> _steps = [];
        private readonly List<double> _values = [];

        public void Add(StepReading reading, double? value)
        {
            if (value is { } number)
            {
                _times.Add(reading.UnixSeconds);
                _steps.Add(reading.Step);
                _values.Add(number);
            }
        }

        public StepColumn Build() => _values.Count == 0 ? StepColumn.Empty : new StepColumn([.. _times], [.. _steps], [.. _values]);
    }
}
