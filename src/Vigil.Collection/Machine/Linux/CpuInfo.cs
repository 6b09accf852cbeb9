using System.Collections.Frozen;

namespace Vigil.Collection.Machine.Linux;

/// <summary>
/// /proc/cpuinfo: a block of <c>key : value</c> lines per logical processor. x86 names the product and where each
/// processor sits; ARM gives the numbers of maker and design, of which the server designs are named here.
/// </summary>
/// <param name="Model">Product name; null when the text has none.</param>
/// <param name="LogicalCores">Blocks in the text.</param>
/// <param name="PhysicalCores">Different pairs of socket and core; null when the text does not say.</param>
/// <param name="Sockets">Different sockets; null when the text does not say.</param>
/// <param name="IsVirtual">Whether the processor says that it is simulated; ARM never does.</param>
internal sealed record CpuInfo(string? Model, int LogicalCores, int? PhysicalCores, int? Sockets, bool IsVirtual)
{
    private static readonly FrozenDictionary<string, string> s_armParts = new Dictionary<string, string>
    {
        ["0x41/0xd0c"] = "Arm Neoverse-N1",
        ["0x41/0xd40"] = "Arm Neoverse-V1",
        ["0x41/0xd49"] = "Arm Neoverse-N2",
        ["0x41/0xd4f"] = "Arm Neoverse-V2",
        ["0x41/0xd85"] = "Arm Cortex-X925",
        ["0x41/0xd87"] = "Arm Cortex-A725",
        ["0xc0/0xac3"] = "Ampere-1",
    }.ToFrozenDictionary();

    /// <summary>Reads the text; an empty one gives no cores.</summary>
    public static CpuInfo Parse(string text)
    {
        string? model = null, implementer = null, part = null, socket = null;
        int logical = 0;
        bool isVirtual = false;
        var cores = new HashSet<(string Socket, string Core)>();
        var sockets = new HashSet<string>();
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':');
            if (colon < 0)
            {
                continue;
            }

            string value = line[(colon + 1)..].Trim();
            switch (line[..colon].TrimEnd())
            {
                case "processor":
                    logical++;
                    socket = null;
                    break;
                case "model name":
                    model ??= value;
                    break;
                case "CPU implementer":
                    implementer ??= value;
                    break;
                case "CPU part":
                    part ??= value;
                    break;
                case "physical id":
                    socket = value;
                    sockets.Add(value);
                    break;
                case "core id" when socket is not null:
                    cores.Add((socket, value));
                    break;
                case "flags":
                    isVirtual |= value.Split(' ').Contains("hypervisor");
                    break;
                default:
                    break;
            }
        }

        if (model is null && implementer is not null)
        {
            model = s_armParts.GetValueOrDefault($"{implementer}/{part}", $"ARM implementer {implementer} part {part}");
        }

        return new CpuInfo(
            model, logical, cores.Count > 0 ? cores.Count : null, sockets.Count > 0 ? sockets.Count : null, isVirtual);
    }
}
