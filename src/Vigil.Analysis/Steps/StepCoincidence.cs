namespace Vigil.Analysis.Steps;

/// <summary>What happened during a slow step. Printed in snake case.</summary>
public enum StepCoincidence
{
    /// <summary>A checkpoint was written.</summary>
    Checkpoint,

    /// <summary>Samples or previews were made.</summary>
    Sampling,

    /// <summary>The step says itself that it waited for data.</summary>
    DataWait,

    /// <summary>Disks carried several times what they mostly did.</summary>
    DiskBurst,

    /// <summary>Workers were started or ended, as at the end of an epoch.</summary>
    WorkersRestarted,

    /// <summary>Memory was read back from swap.</summary>
    Swap,

    /// <summary>The program was stopped, or the machine slept.</summary>
    Stopped,
}
