namespace Vigil.Configuration.Dialects;

/// <summary>A setting of a training program that advice is about, whatever a framework calls it.</summary>
public enum TrainingSetting
{
    /// <summary>Data-loading worker processes.</summary>
    NumWorkers,

    /// <summary>Batches that each worker fetches ahead.</summary>
    PrefetchFactor,

    /// <summary>Whether workers outlive an epoch.</summary>
    PersistentWorkers,

    /// <summary>Whether batches are loaded into page-locked memory.</summary>
    PinMemory,

    /// <summary>Samples in a batch, per device.</summary>
    BatchSize,

    /// <summary>Upper bound of a batch size that the program chooses itself.</summary>
    MaxBatchSize,

    /// <summary>Batches added up before the weights change.</summary>
    GradientAccumulation,

    /// <summary>Whether activations are computed again instead of kept.</summary>
    GradientCheckpointing,

    /// <summary>Whether weights are quantised.</summary>
    Quantize,

    /// <summary>Type that weights are quantised to.</summary>
    QuantizationType,

    /// <summary>Whether a moving average of the weights is kept.</summary>
    UseEma,

    /// <summary>Decay of that average.</summary>
    EmaDecay,

    /// <summary>Number format of the computation (<c>bf16</c>, <c>fp16</c>, <c>fp32</c>).</summary>
    Precision,

    /// <summary>Side length of images in pixels, or tokens of a sequence.</summary>
    Resolution,

    /// <summary>Longest sequence, tokens.</summary>
    SequenceLength,

    /// <summary>Whether parts of the model wait in main memory.</summary>
    Offload,

    /// <summary>Whether a slower way that needs less device memory is taken.</summary>
    LowVram,

    /// <summary>Whether latents are computed once and kept on disk.</summary>
    CacheLatents,

    /// <summary>Learning rate.</summary>
    LearningRate,

    /// <summary>Steps over which the learning rate rises.</summary>
    WarmupSteps,

    /// <summary>Largest norm of the gradient.</summary>
    GradientClipping,

    /// <summary>The optimiser.</summary>
    Optimizer,

    /// <summary>Whether the model is compiled.</summary>
    Compile,

    /// <summary>Steps between checkpoints.</summary>
    SaveEvery,

    /// <summary>Checkpoints that are kept.</summary>
    SaveTotalLimit,

    /// <summary>Steps between samples or previews.</summary>
    SampleEvery,

    /// <summary>Steps between lines of the log.</summary>
    LogEvery,

    /// <summary>Steps of the whole training.</summary>
    MaxSteps,

    /// <summary>Folder that results go to.</summary>
    OutputFolder,

    /// <summary>Folder or file that data come from.</summary>
    DataPath,

    /// <summary>Threads of numerical libraries, per process.</summary>
    CpuThreads,

    /// <summary>Checkpoint that training resumes from.</summary>
    ResumeFrom,

    /// <summary>Options of PyTorch's allocator of device memory, such as <c>expandable_segments:True</c>.</summary>
    AllocatorOptions,
}
