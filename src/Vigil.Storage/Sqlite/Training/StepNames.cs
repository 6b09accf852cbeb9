namespace Vigil.Storage.Sqlite.Training;

/// <summary>
/// Names under which <c>VigilStepValue</c> keeps what StepMetric has no column for. Stored; a contract. The program's own
/// names carry a prefix so that they cannot be mistaken for these.
/// </summary>
internal static class StepNames
{
    public const string Source = "source";
    public const string TotalSteps = "total_steps";
    public const string Epoch = "epoch";
    public const string GeneratorLoss = "generator_loss";
    public const string DiscriminatorLoss = "discriminator_loss";
    public const string SamplesPerSecond = "samples_per_second";
    public const string TokensPerSecond = "tokens_per_second";
    public const string BatchSeconds = "batch_seconds";
    public const string DataSeconds = "data_seconds";

    // Only where the column of StepMetric cannot hold the value: NaN.
    public const string Loss = "loss";
    public const string GradientNorm = "gradient_norm";
    public const string LearningRate = "learning_rate";
    public const string StepSeconds = "step_time_seconds";

    /// <summary>Starts the names that the program chose.</summary>
    public const string OtherPrefix = "other.";

    /// <summary>Value of <see cref="TotalSteps"/> from where on it is not known again.</summary>
    public const double NoTotal = -1;
}
