namespace Vigil.Collection.Gpu;

/// <summary>Names of descriptive facts that only accelerators carry, beside the common ones in Core. Stored.</summary>
public static class GpuAttributes
{
    /// <summary>GPU: architecture, such as <c>hopper</c>.</summary>
    public const string Architecture = "architecture";

    /// <summary>GPU: <c>true</c> when the processor addresses the device's own memory coherently.</summary>
    public const string CoherentMemory = "coherent_memory";

    /// <summary>GPU: <c>true</c> when cut into MIG instances, each a subject of its own.</summary>
    public const string Mig = "mig";

    /// <summary>
    /// GPU process: whose numbering <c>pid</c> follows. Always <see cref="PidSourceDriver"/>: in a container the driver may
    /// give the host's numbers, and nothing in its answer says which.
    /// </summary>
    public const string PidSource = "pid_source";

    /// <summary>The number is written as the driver gave it.</summary>
    public const string PidSourceDriver = "driver";
}
