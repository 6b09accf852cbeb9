namespace Vigil.Analysis.Trends;

/// <summary>Names of the series that trends are looked for in. Printed; a contract.</summary>
public static class SeriesNames
{
    /// <summary>Memory in use: of the control group where it has a limit, else of the machine.</summary>
    public const string MemoryUsed = "memory_used";

    /// <summary>Memory of all processes of the program.</summary>
    public const string ProgramMemory = "program_memory";

    /// <summary>Memory of the program's data-loading workers.</summary>
    public const string WorkerMemory = "worker_memory";

    /// <summary>Device memory in use, one series per GPU.</summary>
    public const string GpuMemory = "gpu_memory";

    /// <summary>Free space of shared memory.</summary>
    public const string SharedMemoryFree = "shm_free";

    /// <summary>Free space, one series per watched path.</summary>
    public const string DiskFree = "disk_free";

    /// <summary>Swap space in use.</summary>
    public const string SwapUsed = "swap_used";

    /// <summary>CPU use of the machine, or of what the control group may use.</summary>
    public const string CpuPercent = "cpu_percent";

    /// <summary>Duration of a step, warm-up left out.</summary>
    public const string StepSeconds = "step_seconds";

    /// <summary>Training loss.</summary>
    public const string Loss = "loss";
}
