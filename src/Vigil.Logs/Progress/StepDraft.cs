using Vigil.Core.Training;

namespace Vigil.Logs.Progress;

/// <summary>A step while lines still add to it.</summary>
internal sealed class StepDraft(long step, double unixSeconds, StepSource source)
{
    private readonly List<KeyValuePair<string, double>> _others = [];
    private double? _epoch;
    private long? _total;
    private double? _loss;
    private double? _generatorLoss;
    private double? _discriminatorLoss;
    private double? _learningRate;
    private double? _gradientNorm;
    private int? _batchSize;
    private double? _samplesPerSecond;
    private double? _tokensPerSecond;
    private double? _batchSeconds;
    private double? _dataSeconds;
    private bool _hasNews = true;

    public long Step { get; } = step;

    public double UnixSeconds { get; } = unixSeconds;

    /// <summary>Duration as the program gives it, or as measured; null while neither is known.</summary>
    public double? StepSeconds { get; set; }

    /// <summary>Duration as the bar averages it.</summary>
    public double? BarSeconds { get; set; }

    /// <summary>A bar that stands at zero: nothing is done yet, and there is nothing to hand on but when it began.</summary>
    public bool IsOnlyStart { get; set; }

    /// <summary>Something is known that was not handed on yet.</summary>
    public bool IsNew => _hasNews && !IsOnlyStart;

    /// <summary>Adds what a line told. The latest value of a name counts.</summary>
    public void Merge(ParsedProgress progress, double? epoch, long? total)
    {
        Put(ref _epoch, epoch);
        _total = total ?? _total;
        Put(ref _loss, progress.Loss);
        Put(ref _generatorLoss, progress.GeneratorLoss);
        Put(ref _discriminatorLoss, progress.DiscriminatorLoss);
        Put(ref _learningRate, progress.LearningRate);
        Put(ref _gradientNorm, progress.GradientNorm);
        Put(ref _samplesPerSecond, progress.SamplesPerSecond);
        Put(ref _tokensPerSecond, progress.TokensPerSecond);
        Put(ref _batchSeconds, progress.BatchSeconds);
        Put(ref _dataSeconds, progress.DataSeconds);
        _batchSize = progress.BatchSize ?? _batchSize;
        StepSeconds = progress.StepSeconds ?? StepSeconds;
        BarSeconds = progress.BarSecondsPerCount ?? BarSeconds;
        foreach (KeyValuePair<string, double> other in progress.Others)
        {
            int at = _others.FindIndex(known => known.Key == other.Key);
            if (at >= 0)
            {
                _others[at] = other;
            }
            else if (_others.Count < ParsedProgress.MaxOthers)
            {
                _others.Add(other);
            }
        }
    }

    /// <summary>The step as it is known now.</summary>
    public StepReading Finish()
    {
        _hasNews = false;
        return new StepReading
        {
            UnixSeconds = UnixSeconds,
            Step = Step,
            Source = source,
            Epoch = _epoch,
            TotalSteps = _total,
            Loss = _loss,
            GeneratorLoss = _generatorLoss,
            DiscriminatorLoss = _discriminatorLoss,
            LearningRate = _learningRate,
            GradientNorm = _gradientNorm,
            BatchSize = _batchSize,
            SamplesPerSecond = _samplesPerSecond,
            TokensPerSecond = _tokensPerSecond,
            StepSeconds = StepSeconds ?? BarSeconds,
            BatchSeconds = _batchSeconds,
            DataSeconds = _dataSeconds,
            Others = _others.Count == 0 ? [] : _others.ToArray(),
        };
    }

    private void Put(ref double? field, double? value)
    {
        // A refreshed value of a step that was handed on is not worth a second reading; a new one is.
        _hasNews |= value is not null && field is null;
        field = value ?? field;
    }
}
