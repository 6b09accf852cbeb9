namespace Vigil.Collection.InProcess;

/// <summary>How a training session goes. Null means that nobody has said it.</summary>
public sealed record TrainingSummary
{
    /// <summary>Whether the session goes on; false before its start and after its stop.</summary>
    public required bool IsTraining { get; init; }

    /// <summary>Steps that were logged.</summary>
    public required long LoggedSteps { get; init; }

    /// <summary>Time since the start, until the stop where there was one; zero before the start.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Epoch of the latest step.</summary>
    public double? CurrentEpoch { get; init; }

    /// <summary>Number of the latest step.</summary>
    public long? CurrentStep { get; init; }

    /// <summary>The loss.</summary>
    public LossSummary? Loss { get; init; }

    /// <summary>The generator's loss.</summary>
    public LossSummary? GeneratorLoss { get; init; }

    /// <summary>The discriminator's loss.</summary>
    public LossSummary? DiscriminatorLoss { get; init; }

    /// <summary>Latest learning rate.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Mean time of computing a batch, seconds.</summary>
    public double? MeanBatchSeconds { get; init; }

    /// <summary>Mean time of waiting for data, seconds.</summary>
    public double? MeanDataSeconds { get; init; }

    /// <summary>Steps per second between the first and the latest logged step; null before the second.</summary>
    public double? StepsPerSecond { get; init; }

    /// <summary>The machine; null without a system monitor.</summary>
    public SystemSummary? System { get; init; }
}
