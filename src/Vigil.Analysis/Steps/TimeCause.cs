namespace Vigil.Analysis.Steps;

/// <summary>Where the time of a training went. The names, in snake case, are printed: a contract.</summary>
public enum TimeCause
{
    /// <summary>The accelerators computed.</summary>
    GpuBusy,

    /// <summary>The training process computed on the CPU, without an accelerator.</summary>
    CpuBusy,

    /// <summary>Waiting for the next batch, without anything that tells why.</summary>
    WaitingForData,

    /// <summary>Waiting for batches whose preparation kept the CPU busy.</summary>
    Preprocessing,

    /// <summary>Waiting for a local disk.</summary>
    Disk,

    /// <summary>Waiting for storage behind the network.</summary>
    NetworkStorage,

    /// <summary>Waiting for one worker that is slower than the others.</summary>
    Straggler,

    /// <summary>Waiting for memory: pages read back from swap, or reclaimed.</summary>
    Swapping,

    /// <summary>Accelerators idle while the training process kept one core busy: launching kernels, running Python.</summary>
    LaunchOverhead,

    /// <summary>What lower clocks cost, held down by heat or power.</summary>
    ThrottledByHeatOrPower,

    /// <summary>Held back by the CPU limit of the control group.</summary>
    ThrottledByCgroup,

    /// <summary>From the start to the end of the warm-up: start of the program, loading, first steps.</summary>
    FirstSteps,

    /// <summary>Checkpoints and samples between the steps.</summary>
    Pauses,

    /// <summary>After the last step of a run that ended.</summary>
    AfterLastStep,

    /// <summary>The evidence does not tell.</summary>
    Unknown,
}
