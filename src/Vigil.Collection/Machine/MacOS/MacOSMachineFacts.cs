using System.Runtime.InteropServices;
using System.Text;

namespace Vigil.Collection.Machine.MacOS;

/// <summary>What does not change about a Mac while it runs.</summary>
/// <param name="ProcessorName">Such as <c>Apple M3 Max</c>; empty when the system does not say.</param>
/// <param name="Model">Such as <c>Mac15,9</c>; empty when the system does not say.</param>
/// <param name="MemoryBytes">Physical memory; null when the system does not say.</param>
/// <param name="UnifiedMemory">
/// True on Apple silicon: the GPU works in the machine's memory, so what it uses is in the system's readings and must
/// not be counted a second time.
/// </param>
internal sealed record MacOSMachineFacts(string ProcessorName, string Model, long? MemoryBytes, bool UnifiedMemory)
{
    /// <summary>Asks the system, once.</summary>
    public static MacOSMachineFacts Probe(IMacOSMachine machine)
    {
        string processor = ReadText(machine, "machdep.cpu.brand_string");
        bool arm64 = ReadInteger(machine, "hw.optional.arm64") == 1;

        // Under Rosetta the arm64 switch can be hidden from the process, the maker's name is not.
        bool apple = arm64 || processor.StartsWith("Apple", StringComparison.Ordinal);
        return new MacOSMachineFacts(processor, ReadText(machine, "hw.model"), ReadInteger(machine, "hw.memsize"), apple);
    }

    private static long? ReadInteger(IMacOSMachine machine, string name)
    {
        Span<byte> buffer = stackalloc byte[sizeof(long)];
        return machine.ReadSysctl(name, buffer) switch
        {
            sizeof(int) => MemoryMarshal.Read<int>(buffer),
            sizeof(long) => MemoryMarshal.Read<long>(buffer),
            _ => null,
        };
    }

    private static string ReadText(IMacOSMachine machine, string name)
    {
        Span<byte> buffer = stackalloc byte[256];
        int length = machine.ReadSysctl(name, buffer);
        return length <= 0 ? "" : Encoding.UTF8.GetString(buffer[..length]).TrimEnd('\0');
    }
}
