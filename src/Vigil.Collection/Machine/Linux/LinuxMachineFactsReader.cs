using System.Runtime.InteropServices;
using System.Text;
using Vigil.Collection.Files;

namespace Vigil.Collection.Machine.Linux;

/// <summary>Reads what a Linux machine is. Whatever cannot be read is not known; nothing is thrown.</summary>
/// <param name="paths">Where the kernel's files are.</param>
internal sealed class LinuxMachineFactsReader(HostPaths paths)
{
    /// <summary>Marks that container runtimes leave in the names of control groups.</summary>
    private static readonly (string Mark, string Kind)[] s_groupMarks =
    [
        ("kubepods", "kubernetes"),
        ("libpod", "podman"),
        ("/docker", "docker"),
        ("/lxc", "lxc"),
        ("machine.slice/systemd-nspawn", "systemd-nspawn"),
        ("cri-containerd", "containerd"),
    ];

    /// <summary>Makers and products of the machine's firmware, by hypervisor.</summary>
    private static readonly (string Mark, string Kind)[] s_firmwareMarks =
    [
        ("Amazon EC2", "amazon"),
        ("Google", "google"),
        ("VMware", "vmware"),
        ("VirtualBox", "virtualbox"),
        ("innotek", "virtualbox"),
        ("Xen", "xen"),
        ("Microsoft Corporation", "hyper-v"),
        ("QEMU", "kvm"),
        ("KVM", "kvm"),
        ("OpenStack", "kvm"),
    ];

    /// <summary>Reads them.</summary>
    public MachineFacts Read()
    {
        CpuInfo cpu = CpuInfo.Parse(Text(paths.Proc("cpuinfo")) ?? "");
        byte[] memory = Encoding.UTF8.GetBytes(Text(paths.Proc("meminfo")) ?? "");
        string? release = Text(paths.Proc("sys/kernel/osrelease"))?.Trim();
        return new MachineFacts
        {
            HostName = Text(paths.Proc("sys/kernel/hostname"))?.Trim(),
            KernelRelease = release,
            Distribution = Distribution(),
            Architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
            CpuModel = cpu.Model,
            Sockets = cpu.Sockets,
            PhysicalCores = cpu.PhysicalCores,
            LogicalCores = cpu.LogicalCores > 0 ? cpu.LogicalCores : null,
            NumaNodes = NumaNodes(),
            MemoryTotalBytes = Known(FieldText.Find(memory, "MemTotal"u8, 1024)),
            SwapTotalBytes = Known(FieldText.Find(memory, "SwapTotal"u8, 1024)),
            Container = Container(),
            Virtualization = Virtualization(cpu, release),
            BootId = Text(paths.Proc("sys/kernel/random/boot_id"))?.Trim(),
        };
    }

    /// <summary>The quoted value of PRETTY_NAME in os-release text; null when it has none.</summary>
    internal static string? PrettyName(string text)
    {
        const string Key = "PRETTY_NAME=";
        string? line = text.Split('\n').FirstOrDefault(line => line.StartsWith(Key));
        string name = line?[Key.Length..].Trim().Trim('"', '\'') ?? "";
        return name.Length > 0 ? name : null;
    }

    private static long? Known(long value) => value >= 0 ? value : null;

    private static string? Match((string Mark, string Kind)[] marks, string text) =>
        marks.FirstOrDefault(entry => text.Contains(entry.Mark)).Kind;

    /// <summary>The text of a file; null when it cannot be read or is empty.</summary>
    private static string? Text(string path)
    {
        try
        {
            string text = File.ReadAllText(path);
            return text.Length > 0 ? text : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string? Distribution() =>
        PrettyName(Text(paths.At("/etc/os-release")) ?? Text(paths.At("/usr/lib/os-release")) ?? "");

    private int? NumaNodes()
    {
        try
        {
            return Directory.EnumerateDirectories(paths.Sys("devices/system/node"), "node*")
                .Count(folder => char.IsAsciiDigit(folder[^1]));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// What names the container most exactly comes first: Kubernetes leaves its service account, runtimes a mark at the root or in
    /// the environment of the first process; the names of control groups are the last sign, and a private namespace hides them.
    /// </summary>
    private string? Container()
    {
        if (Directory.Exists(paths.At("/var/run/secrets/kubernetes.io")))
        {
            return "kubernetes";
        }

        if (File.Exists(paths.At("/run/.containerenv")))
        {
            return "podman";
        }

        if (Directory.Exists(paths.At("/.singularity.d")))
        {
            return "apptainer";
        }

        string? declared = (Text(paths.Proc("1/environ")) ?? "").Split('\0')
            .FirstOrDefault(variable => variable.StartsWith("container="))?["container=".Length..];
        return (string.IsNullOrEmpty(declared) ? null : declared)
            ?? Match(s_groupMarks, Text(paths.Proc("self/cgroup")) ?? "")
            ?? (File.Exists(paths.At("/.dockerenv")) ? "docker" : null);
    }

    /// <summary>
    /// Firmware names the cloud even on its bare-metal machines, so on x86 the processor has to say first that it is
    /// simulated. ARM cannot say; there a firmware of a known hypervisor is enough.
    /// </summary>
    private string? Virtualization(CpuInfo cpu, string? release)
    {
        if (release?.Contains("microsoft", StringComparison.OrdinalIgnoreCase) == true)
        {
            return "wsl";
        }

        bool mayBeVirtual = cpu.IsVirtual || cpu.Sockets is null;
        string firmware = $"{Text(paths.Sys("class/dmi/id/sys_vendor"))} {Text(paths.Sys("class/dmi/id/product_name"))}";
        string? named = mayBeVirtual ? Match(s_firmwareMarks, firmware) : null;
        return named
            ?? (mayBeVirtual ? Text(paths.Sys("hypervisor/type"))?.Trim() : null)
            ?? (cpu.IsVirtual ? "unknown" : null);
    }
}
