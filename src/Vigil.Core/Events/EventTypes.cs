namespace Vigil.Core.Events;

/// <summary>Event types that Vigil itself records. Stored in <c>TrainingEvent.event_type</c>; a contract.</summary>
public static class EventTypes
{
    /// <summary>The program started.</summary>
    public const string TrainingStart = "training_start";

    /// <summary>The program ended, with how.</summary>
    public const string TrainingEnd = "training_end";

    /// <summary>The kernel killed a process because the machine ran out of memory.</summary>
    public const string HostOom = "oom_host";

    /// <summary>The kernel killed a process because the container or control group reached its limit.</summary>
    public const string CgroupOom = "oom_cgroup";

    /// <summary>A GPU allocation failed, as the program's output says.</summary>
    public const string CudaOom = "oom_cuda";

    /// <summary>The batch size changed.</summary>
    public const string BatchSizeChange = "batch_size_change";

    /// <summary>The program began to make samples or previews.</summary>
    public const string SamplingStart = "sampling_start";

    /// <summary>The program finished making samples or previews.</summary>
    public const string SamplingEnd = "sampling_end";

    /// <summary>A checkpoint was written.</summary>
    public const string CheckpointSaved = "checkpoint_saved";

    /// <summary>Training went on from a checkpoint.</summary>
    public const string ResumedFrom = "resumed_from";

    /// <summary>A data-loading worker started.</summary>
    public const string WorkerStart = "worker_start";

    /// <summary>A data-loading worker ended.</summary>
    public const string WorkerExit = "worker_exit";

    /// <summary>A process of the tree that is no worker started.</summary>
    public const string ProcessStart = "process_start";

    /// <summary>A process of the tree that is no worker ended.</summary>
    public const string ProcessExit = "process_exit";

    /// <summary>Swap is being written or read back.</summary>
    public const string SwapPressure = "swap_pressure";

    /// <summary>Memory in use passed a threshold, or tasks wait for memory.</summary>
    public const string MemoryPressure = "memory_pressure";

    /// <summary>A signal was sent to the program.</summary>
    public const string Signal = "signal";

    /// <summary>A loss or gradient norm is not a number, or infinite.</summary>
    public const string Nan = "nan";

    /// <summary>A watched file system is nearly full.</summary>
    public const string DiskNearlyFull = "disk_nearly_full";

    /// <summary>A GPU stopped answering.</summary>
    public const string GpuLost = "gpu_lost";

    /// <summary>A GPU reported an XID error.</summary>
    public const string GpuXid = "gpu_xid";

    /// <summary>A part of the machine cannot be read, with the reason; said once.</summary>
    public const string NotAvailable = "not_available";

    /// <summary>The wall clock stepped.</summary>
    public const string ClockStep = "clock_step";

    /// <summary>Something could not be recorded, with how much.</summary>
    public const string Dropped = "dropped";

    /// <summary>The program was stopped (job control).</summary>
    public const string Stopped = "stopped";

    /// <summary>The program went on after a stop.</summary>
    public const string Continued = "continued";

    /// <summary>Memory or a disk was about to run out, and the program was to be sent a signal.</summary>
    public const string PressureSignal = "pressure_signal";
}
