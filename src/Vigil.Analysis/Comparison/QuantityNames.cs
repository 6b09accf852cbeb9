namespace Vigil.Analysis.Comparison;

/// <summary>Names of the quantities that runs are compared by. Printed; a contract.</summary>
public static class QuantityNames
{
    /// <summary>Median duration of a step after the warm-up.</summary>
    public const string StepSeconds = "step_seconds";

    /// <summary>Median samples a second, as the program says or from batch size and duration.</summary>
    public const string Throughput = "samples_per_second";

    /// <summary>Training loss at the steps that both runs told, the first tenth left out.</summary>
    public const string Loss = "loss_at_equal_steps";

    /// <summary>Peak of the machine's memory, or of the control group's where that has a limit.</summary>
    public const string MemoryPeak = "memory_peak";

    /// <summary>Median memory of all processes of the program.</summary>
    public const string ProgramMemory = "program_memory";

    /// <summary>Peak memory of all processes of the program.</summary>
    public const string ProgramMemoryPeak = "program_memory_peak";

    /// <summary>Peak memory of all GPUs together.</summary>
    public const string GpuMemoryPeak = "gpu_memory_peak";

    /// <summary>Space that files took during the run, where it was watched.</summary>
    public const string DiskUsed = "disk_used";

    /// <summary>Time from start to end.</summary>
    public const string Duration = "duration_seconds";

    /// <summary>The latest loss.</summary>
    public const string FinalLoss = "final_loss";
}
