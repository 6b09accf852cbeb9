using System.Globalization;

namespace Vigil.Collection.Gpu;

/// <summary>Asks NVML what does not change about a device.</summary>
/// <remarks>
/// Memory shared with the processor is recognised two ways. The name: GB10 (DGX Spark) and Jetson modules (Orin, Thor,
/// Xavier, names that end in "(nvgpu)") have no memory of their own; some drivers refuse the question there and some answer
/// with the system's memory, which would count it twice. The answer: a physical device whose driver supports neither form of
/// the memory question, or says 0 bytes, has none either. Grace Hopper and Grace Blackwell boards (GH200, GB200, GB300) are
/// coherent, but have high-bandwidth memory with its own numbers: those are kept.
/// </remarks>
internal static class NvmlFacts
{
    private static readonly string[] s_sharedMemoryNames = ["GB10", "Orin", "Thor", "Xavier", "Tegra", "Jetson", "nvgpu"];
    private static readonly string[] s_coherentMemoryNames = ["GH200", "GB200", "GB300"];

    /// <summary>Facts of a physical device.</summary>
    /// <param name="nvml">The library.</param>
    /// <param name="handle">The device.</param>
    /// <param name="index">Its index.</param>
    /// <param name="driver">Version of the driver.</param>
    /// <param name="facts">What was found; null when the device does not even tell its name.</param>
    public static NvmlReturn Read(NvmlLibrary nvml, nint handle, int index, string? driver, out GpuFacts? facts)
    {
        facts = null;
        NvmlReturn code = nvml.Text("nvmlDeviceGetName", handle, out string? name);
        if (code.IsLost())
        {
            return code;
        }

        code = nvml.Text("nvmlDeviceGetUUID", handle, out string? uuid);
        if (code.IsLost())
        {
            return code;
        }

        string? pci = nvml.PciAddress(handle);
        string model = name ?? "NVIDIA GPU";
        bool mig = nvml.MigMode(handle, out uint mode) == NvmlReturn.Success && mode == 1;
        (bool answered, long? total) = MemoryTotal(nvml, handle);
        bool shared = IsAny(model, s_sharedMemoryNames) || (answered && total is null or 0 && !mig);
        facts = new GpuFacts
        {
            Key = uuid ?? pci ?? $"nvidia-{index}",
            Vendor = "nvidia",
            Model = model,
            Index = index,
            PciAddress = ShortPci(pci),
            Driver = driver,
            Architecture = Architecture(nvml, handle),
            MemoryTotalBytes = shared ? null : total,
            UnifiedMemory = shared,
            CoherentMemory = IsAny(model, s_coherentMemoryNames),
            MigEnabled = mig,
        };
        return NvmlReturn.Success;
    }

    /// <summary>Facts of a MIG instance.</summary>
    public static GpuFacts ReadInstance(NvmlLibrary nvml, nint handle, int index, GpuFacts parent)
    {
        _ = nvml.Text("nvmlDeviceGetName", handle, out string? name);
        _ = nvml.Text("nvmlDeviceGetUUID", handle, out string? uuid);
        (_, long? total) = MemoryTotal(nvml, handle);
        return parent with
        {
            Key = uuid ?? string.Create(CultureInfo.InvariantCulture, $"{parent.Key}/mig{index}"),
            Model = name ?? parent.Model + " MIG",
            Index = index,
            MemoryTotalBytes = total,
            MigEnabled = false,
            Parent = parent.Key,
        };
    }

    /// <summary>Total memory, and whether the driver gave a definite answer, which "not supported" is too.</summary>
    private static (bool Answered, long? Total) MemoryTotal(NvmlLibrary nvml, nint handle)
    {
        if (nvml.MemoryV2(handle, out NvmlMemoryV2 memory) == NvmlReturn.Success)
        {
            return (true, (long)memory.Total);
        }

        return nvml.Memory(handle, out NvmlMemory older) switch
        {
            NvmlReturn.Success => (true, (long)older.Total),
            NvmlReturn.NotSupported => (true, null),
            _ => (false, null),
        };
    }

    /// <summary>NVML writes an eight-digit domain; the kernel, and everybody else, four.</summary>
    private static string? ShortPci(string? pci) =>
        pci is { Length: > 12 } && pci.StartsWith("0000", StringComparison.Ordinal) ? pci[4..].ToLowerInvariant() : pci?.ToLowerInvariant();

    private static string? Architecture(NvmlLibrary nvml, nint handle) =>
        nvml.Fact("nvmlDeviceGetArchitecture", handle, out uint number) != NvmlReturn.Success
            ? null
            : number switch
            {
                2 => "kepler",
                3 => "maxwell",
                4 => "pascal",
                5 => "volta",
                6 => "turing",
                7 => "ampere",
                8 => "ada",
                9 => "hopper",
                10 => "blackwell",
                13 => "rubin",
                _ => null,
            };

    private static bool IsAny(string model, string[] names) =>
        names.Any(name => model.Contains(name, StringComparison.OrdinalIgnoreCase));
}
