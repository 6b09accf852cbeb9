namespace Vigil.Core.Training;

/// <summary>What is known of one training step. Null means that the source did not say.</summary>
public sealed record StepReading
{
    /// <summary>When it was reported, seconds since the Unix epoch.</summary>
    public required double UnixSeconds { get; init; }

    /// <summary>Number of the step, as the program counts.</summary>
    public required long Step { get; init; }

    /// <summary>Where it was read.</summary>
    public required StepSource Source { get; init; }

    /// <summary>Epoch, with a fraction where the program gives one.</summary>
    public double? Epoch { get; init; }

    /// <summary>Steps that the whole training will take, where the program says so.</summary>
    public long? TotalSteps { get; init; }

    /// <summary>Training loss. May be NaN or infinite.</summary>
    public double? Loss { get; init; }

    /// <summary>Loss of a generator.</summary>
    public double? GeneratorLoss { get; init; }

    /// <summary>Loss of a discriminator.</summary>
    public double? DiscriminatorLoss { get; init; }

    /// <summary>Learning rate; that of the first parameter group where there are several.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Norm of the gradient.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Samples in a batch.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Samples per second.</summary>
    public double? SamplesPerSecond { get; init; }

    /// <summary>Tokens per second.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Duration of the step, seconds.</summary>
    public double? StepSeconds { get; init; }

    /// <summary>Time spent computing the batch, seconds.</summary>
    public double? BatchSeconds { get; init; }

    /// <summary>Time spent waiting for data, seconds.</summary>
    public double? DataSeconds { get; init; }

    /// <summary>Any further named number, in the program's own words.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Others { get; init; } = [];

    /// <summary>
    /// This reading with what it does not say taken from an earlier one; the other named numbers are this one's alone.
    /// </summary>
    public StepReading FillFrom(StepReading earlier) => this with
    {
        Epoch = Epoch ?? earlier.Epoch,
        TotalSteps = TotalSteps ?? earlier.TotalSteps,
        Loss = Loss ?? earlier.Loss,
        GeneratorLoss = GeneratorLoss ?? earlier.GeneratorLoss,
        DiscriminatorLoss = DiscriminatorLoss ?? earlier.DiscriminatorLoss,
        LearningRate = LearningRate ?? earlier.LearningRate,
        GradientNorm = GradientNorm ?? earlier.GradientNorm,
        BatchSize = BatchSize ?? earlier.BatchSize,
        SamplesPerSecond = SamplesPerSecond ?? earlier.SamplesPerSecond,
        TokensPerSecond = TokensPerSecond ?? earlier.TokensPerSecond,
        StepSeconds = StepSeconds ?? earlier.StepSeconds,
        BatchSeconds = BatchSeconds ?? earlier.BatchSeconds,
        DataSeconds = DataSeconds ?? earlier.DataSeconds,
    };
}
