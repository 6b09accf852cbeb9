namespace Vigil.Collection.Machine;

/// <summary>What a machine is: read once when a run starts and kept with it. Null means not known.</summary>
internal sealed record MachineFacts
{
    /// <summary>Name of the machine.</summary>
    public string? HostName { get; init; }

    /// <summary>Kernel release, such as <c>6.8.0-45-generic</c>.</summary>
    public string? KernelRelease { get; init; }

    /// <summary>Operating system for people, such as <c>Ubuntu 24.04.1 LTS</c>; within a container, the container's.</summary>
    public string? Distribution { get; init; }

    /// <summary>Instruction set, such as <c>x64</c> or <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Product name of the processor.</summary>
    public string? CpuModel { get; init; }

    /// <summary>Processors in sockets.</summary>
    public int? Sockets { get; init; }

    /// <summary>Cores, hyper-threads not counted.</summary>
    public int? PhysicalCores { get; init; }

    /// <summary>Logical processors online.</summary>
    public int? LogicalCores { get; init; }

    /// <summary>Memory nodes; 1 when access costs the same everywhere.</summary>
    public int? NumaNodes { get; init; }

    /// <summary>Physical memory, bytes.</summary>
    public long? MemoryTotalBytes { get; init; }

    /// <summary>Swap space, bytes; 0 for none.</summary>
    public long? SwapTotalBytes { get; init; }

    /// <summary>What kind of container the recorder runs in: <c>docker</c>, <c>podman</c>, <c>kubernetes</c>, <c>apptainer</c>, <c>lxc</c>, <c>systemd-nspawn</c>, <c>containerd</c>; null for none that is recognised.</summary>
    public string? Container { get; init; }

    /// <summary>What the machine is simulated by: <c>kvm</c>, <c>vmware</c>, <c>hyper-v</c>, <c>xen</c>, <c>amazon</c>, <c>google</c>, <c>virtualbox</c>, <c>wsl</c>, <c>unknown</c> for a hypervisor that hides its name; null on bare metal.</summary>
    public string? Virtualization { get; init; }

    /// <summary>Changes at every boot.</summary>
    public string? BootId { get; init; }
}
