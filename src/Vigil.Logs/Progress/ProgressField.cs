namespace Vigil.Logs.Progress;

/// <summary>What a name that a program prints means to Vigil.</summary>
internal enum ProgressField
{
    /// <summary>No field of its own: kept under the program's own name.</summary>
    None,

    /// <summary>A step or iteration.</summary>
    Step,

    /// <summary>A step counted over the whole training, whatever else the line counts.</summary>
    GlobalStep,

    /// <summary>A batch, usually counted within an epoch.</summary>
    Batch,

    Epoch,
    Loss,
    GeneratorLoss,
    DiscriminatorLoss,
    LearningRate,
    GradientNorm,
    BatchSize,
    SamplesPerSecond,
    TokensPerSecond,
    StepSeconds,
    StepMilliseconds,
    BatchSeconds,
    DataSeconds,

    /// <summary>Known, and of no interest (version numbers, micro steps).</summary>
    Ignored,
}
