namespace Vigil.Analysis.Rules;

/// <summary>What a rule is about. Ids are given out in blocks: see <see cref="RuleCatalogue"/>.</summary>
public enum RuleCategory
{
    /// <summary>Loading of data, CPU, disks and network: why the accelerator waits.</summary>
    Input,

    /// <summary>Accelerators.</summary>
    Gpu,

    /// <summary>Memory of machine, processes and accelerators.</summary>
    Memory,

    /// <summary>Space on disks, checkpoints.</summary>
    Storage,

    /// <summary>Health of the training itself: loss, gradients, learning rate.</summary>
    Training,

    /// <summary>How a run ended.</summary>
    Ending,
}
