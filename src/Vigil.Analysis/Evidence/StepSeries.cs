using System.Collections.Frozen;
using Vigil.Core.Training;

namespace Vigil.Analysis.Evidence;

/// <summary>
/// The training's numbers column by column, so that what looks at one quantity does not walk over all readings. Built
/// when first asked for.
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
        var times = new double[readings.Count];
        var steps = new long[readings.Count];
        for (int i = 0; i < times.Length; i++)
        {
            (times[i], steps[i]) = (readings[i].UnixSeconds, readings[i].Step);
        }

        // Bars show nan until the first step is done.
        Loss = Column(times, steps, static reading => reading is { Step: 0, Source: StepSource.Output, Loss: double.NaN } ? null : reading.Loss);
        GeneratorLoss = Column(times, steps, static reading => reading.GeneratorLoss);
        DiscriminatorLoss = Column(times, steps, static reading => reading.DiscriminatorLoss);
        LearningRate = Column(times, steps, static reading => reading.LearningRate);
        GradientNorm = Column(times, steps, static reading => reading.GradientNorm);
        BatchSize = Column(times, steps, static reading => reading.BatchSize);
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

    /// <summary>One quantity; times and steps are shared with the others where every reading tells it.</summary>
    private StepColumn Column(double[] times, long[] steps, Func<StepReading, double?> of)
    {
        int count = 0;
        foreach (StepReading reading in _readings)
        {
            count += of(reading) is null ? 0 : 1;
        }

        if (count == 0)
        {
            return StepColumn.Empty;
        }

        bool all = count == times.Length;
        var column = new StepColumn(all ? times : new double[count], all ? steps : new long[count], new double[count]);
        for (int i = 0, to = 0; i < times.Length; i++)
        {
            if (of(_readings[i]) is { } value)
            {
                column.Values[to] = value;
                if (!all)
                {
                    (column.Times[to], column.Steps[to]) = (times[i], steps[i]);
                }

                to++;
            }
        }

        return column;
    }

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

        public void Add(StepReading reading, double value)
        {
            _times.Add(reading.UnixSeconds);
            _steps.Add(reading.Step);
            _values.Add(value);
        }

        public StepColumn Build() => new([.. _times], [.. _steps], [.. _values]);
    }
}
