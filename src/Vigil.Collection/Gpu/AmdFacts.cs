using System.Globalization;
using Vigil.Collection.Files;

namespace Vigil.Collection.Gpu;

/// <summary>Reads what does not change about an AMD device.</summary>
/// <remarks>
/// <para>An APU is recognised by its north-bridge voltage (hwmon <c>in1_label</c> says <c>vddnb</c>), which the driver shows
/// for APUs only. Where that is missing: by the lack of both a memory clock and a memory-busy file beside a hwmon folder,
/// with more system memory reachable than device memory. MI300A, where device and system memory are one, by its PCI
/// number.</para>
/// <para>What an APU calls device memory is a piece that the firmware cuts out of system memory; the system's total leaves it
/// out. The driver puts work into that piece or into system memory, whichever is larger. So a carve-out larger than the
/// reachable system memory is kept as the device's memory, as it counts nothing twice; a smaller one is a mere window
/// (often 512 MiB and always full), and memory is then not available.</para>
/// </remarks>
internal static class AmdFacts
{
    private const string Mi300A = "0x74a0";

    /// <summary>Facts of the device behind a folder such as <c>/sys/class/drm/card0/device</c>.</summary>
    public static GpuFacts Read(string device, int index, HostPaths paths)
    {
        string number = Text(device, "device") ?? "unknown";
        string? pci = PciAddress(device);
        string? unique = Text(device, "unique_id");
        bool hasUnique = unique is not null && unique.AsSpan().TrimStart("0x").Trim('0').Length > 0;
        long? vram = Number(device, "mem_info_vram_total");
        long? gtt = Number(device, "mem_info_gtt_total");
        bool shared = number == Mi300A || IsApu(device, vram, gtt);
        bool ownNumbers = !shared || (number != Mi300A && vram > gtt);
        return new GpuFacts
        {
            Key = hasUnique ? "GPU-" + unique : pci ?? $"amd-{index}",
            Vendor = "amd",
            Model = Text(device, "product_name") ?? $"AMD GPU {number}",
            Index = index,
            PciAddress = pci,
            Driver = Text(paths.Sys("module/amdgpu"), "version"),
            MemoryTotalBytes = ownNumbers ? vram : null,
            UnifiedMemory = shared,
        };
    }

    /// <summary>The hwmon folder of a device; null when it has none.</summary>
    public static string? HwmonFolder(string device)
    {
        string root = Path.Combine(device, "hwmon");
        return Directory.Exists(root) ? Directory.EnumerateFileSystemEntries(root, "hwmon*").Order().FirstOrDefault() : null;
    }

    /// <summary>Text of a small file; null when it is missing, unreadable or empty.</summary>
    public static string? Text(string folder, string name)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, name)).Trim();
            return text.Length == 0 ? null : text;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Number(string folder, string name) =>
        long.TryParse(Text(folder, name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static bool IsApu(string device, long? vram, long? gtt)
    {
        string? hwmon = HwmonFolder(device);
        if (hwmon is null)
        {
            return false;
        }

        return Text(hwmon, "in1_label") == "vddnb"
            || (!File.Exists(Path.Combine(hwmon, "freq2_input"))
                && !File.Exists(Path.Combine(device, "mem_busy_percent"))
                && gtt >= vram);
    }

    private static string? PciAddress(string device)
    {
        const string Name = "PCI_SLOT_NAME=";
        string? line = Text(device, "uevent")?.Split('\n').FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        return line?[Name.Length..].Trim();
    }
}
