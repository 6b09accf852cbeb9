namespace Vigil.Logs.Errors;

/// <summary>
/// What kind of thing went wrong, as a log tells it. The names, in snake case, are printed and stored: a contract.
/// </summary>
public enum CauseClass
{
    /// <summary>An allocation on an accelerator failed.</summary>
    CudaOom,

    /// <summary>The machine or the control group ran out of memory.</summary>
    HostOom,

    /// <summary>Shared memory (<c>/dev/shm</c>) ran out.</summary>
    ShmExhausted,

    /// <summary>A data-loading worker died, or an exception was raised inside one.</summary>
    DataloaderWorkerDied,

    /// <summary>A kernel on the accelerator touched memory that it may not.</summary>
    CudaIllegalAccess,

    /// <summary>An assertion inside a kernel on the accelerator failed.</summary>
    CudaDeviceAssert,

    /// <summary>No usable accelerator: none there, no driver, or one that does not fit.</summary>
    CudaUnavailable,

    /// <summary>A library of the accelerator failed: cuDNN, cuBLAS, cuFFT and the like.</summary>
    CudaLibraryError,

    /// <summary>Communication between ranks failed: NCCL, Gloo, the rendezvous.</summary>
    NcclError,

    /// <summary>A loss, gradient or weight is not a number, or the training diverged.</summary>
    NanOrDivergence,

    /// <summary>A disk or a quota is full.</summary>
    DiskFull,

    /// <summary>A file or folder is not where it was expected.</summary>
    FileMissing,

    /// <summary>A checkpoint does not fit the model, or cannot be read.</summary>
    CheckpointMismatch,

    /// <summary>Tensors whose shapes do not fit each other.</summary>
    ShapeMismatch,

    /// <summary>Tensors of the wrong type, or on the wrong device.</summary>
    DtypeMismatch,

    /// <summary>A wrong, missing or unknown argument, key or setting, or a plain mistake in code of that form.</summary>
    ConfigError,

    /// <summary>A module is missing, or its version does not fit.</summary>
    ImportOrVersionError,

    /// <summary>A server could not be reached, or refused.</summary>
    NetworkError,

    /// <summary>Something may not be read, written or run.</summary>
    PermissionError,

    /// <summary>Somebody or something asked the program to stop.</summary>
    Interrupted,

    /// <summary>Heat or power: throttling, a device that fell off the bus.</summary>
    ThermalOrPower,

    /// <summary>An assertion of the program failed.</summary>
    AssertionFailed,

    /// <summary>An index or a value outside of what is allowed.</summary>
    OutOfRange,

    /// <summary>An error that none of the other classes covers.</summary>
    UnknownError,

    /// <summary>Benign: the gradient scaler skipped a step.</summary>
    GradientScalerOverflow,

    /// <summary>Benign: something will not be supported for ever.</summary>
    DeprecationWarning,
}
