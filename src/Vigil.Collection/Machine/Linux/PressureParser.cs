using Vigil.Collection.Files;
using Vigil.Core.Metrics;

namespace Vigil.Collection.Machine.Linux;

/// <summary>
/// /proc/pressure/cpu, memory and io: absent before Linux 4.20, and where the kernel was built or started without PSI.
/// </summary>
internal static class PressureParser
{
    /// <summary>Fills the CPU column; its "full" line means nothing for a whole machine.</summary>
    public static void ParseCpu(ReadOnlySpan<byte> text, Span<long> row) =>
        row[SystemMetrics.PressureCpuSome.Index] = PressureText.SomeMicroseconds(text);

    /// <summary>Fills the memory columns.</summary>
    public static void ParseMemory(ReadOnlySpan<byte> text, Span<long> row)
    {
        row[SystemMetrics.PressureMemorySome.Index] = PressureText.SomeMicroseconds(text);
        row[SystemMetrics.PressureMemoryFull.Index] = PressureText.FullMicroseconds(text);
    }

    /// <summary>Fills the I/O columns.</summary>
    public static void ParseIo(ReadOnlySpan<byte> text, Span<long> row)
    {
        row[SystemMetrics.PressureIoSome.Index] = PressureText.SomeMicroseconds(text);
        row[SystemMetrics.PressureIoFull.Index] = PressureText.FullMicroseconds(text);
    }
}
