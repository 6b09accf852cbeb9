namespace Vigil.Collection.KernelLog;

/// <summary>What a line of the kernel's log says.</summary>
internal enum KernelMessageKind
{
    /// <summary>A process was killed because the machine ran out of memory.</summary>
    HostOomKill,

    /// <summary>A process was killed because its control group reached its limit.</summary>
    CgroupOomKill,

    /// <summary>A process crashed: segmentation fault, general protection, trap.</summary>
    Crash,

    /// <summary>The NVIDIA driver reported an XID error.</summary>
    GpuXid,
}
