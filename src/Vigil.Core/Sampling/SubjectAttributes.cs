namespace Vigil.Core.Sampling;

/// <summary>Names of the descriptive facts that subjects carry. Stored; a contract.</summary>
public static class SubjectAttributes
{
    /// <summary>Process: its number, decimal.</summary>
    public const string Pid = "pid";

    /// <summary>Process: its parent's number when first seen.</summary>
    public const string ParentPid = "parent_pid";

    /// <summary>Process: kernel's short name.</summary>
    public const string Name = "name";

    /// <summary>Process: command line, arguments separated by blanks, shortened to 1,024 characters.</summary>
    public const string CommandLine = "command_line";

    /// <summary>Process: one of <see cref="ProcessRoles"/>.</summary>
    public const string Role = "role";

    /// <summary>Process: Unix time of its start in seconds, decimal.</summary>
    public const string StartTime = "start_time";

    /// <summary>GPU: product name.</summary>
    public const string Model = "model";

    /// <summary>GPU: maker, <c>nvidia</c> or <c>amd</c>.</summary>
    public const string Vendor = "vendor";

    /// <summary>GPU: index in the driver's order.</summary>
    public const string Index = "index";

    /// <summary>GPU: <c>true</c> when it shares the machine's memory.</summary>
    public const string UnifiedMemory = "unified_memory";

    /// <summary>GPU: PCI address.</summary>
    public const string PciAddress = "pci_address";

    /// <summary>GPU: UUID of the physical device that a MIG instance is part of.</summary>
    public const string Parent = "parent";

    /// <summary>GPU: driver version.</summary>
    public const string Driver = "driver";

    /// <summary>File system: the watched path.</summary>
    public const string Path = "path";

    /// <summary>Control group: <c>1</c> or <c>2</c>.</summary>
    public const string Version = "version";

    /// <summary>Control group: path of the group that sets the memory limit, itself or a parent; absent when unlimited, or when the parent is not visible.</summary>
    public const string LimitGroup = "limit_group";
}
