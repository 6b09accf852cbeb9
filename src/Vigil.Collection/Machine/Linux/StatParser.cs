using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Linux;

/// <summary>
/// /proc/stat: CPU time in ticks of 1/100 s (USER_HZ, fixed in the kernel's interface whatever its own clock is),
/// and the count of forks. Guest time is part of user time already and is not added again.
/// </summary>
internal static class StatParser
{
    /// <summary>Fills the CPU columns and the forks of the system row.</summary>
    public static void ParseSystem(ReadOnlySpan<byte> text, Span<long> row)
    {
        row[SystemMetrics.CpuUser.Index] = Reading.NotAvailable;
        row[SystemMetrics.CpuSystem.Index] = Reading.NotAvailable;
        row[SystemMetrics.CpuIoWait.Index] = Reading.NotAvailable;
        row[SystemMetrics.CpuSteal.Index] = Reading.NotAvailable;
        row[SystemMetrics.CpuIdle.Index] = Reading.NotAvailable;

        int cores = 0;
        var lines = new AsciiScanner(text);
        while (lines.TryReadLine(out ReadOnlySpan<byte> line) && line.StartsWith("cpu"u8))
        {
            if (TryGetCore(line, out _))
            {
                cores++;
            }
            else if (line.StartsWith("cpu "u8) && TryReadTimes(line, out CpuTicks ticks))
            {
                row[SystemMetrics.CpuUser.Index] = ticks.User;
                row[SystemMetrics.CpuSystem.Index] = ticks.Kernel;
                row[SystemMetrics.CpuIoWait.Index] = ticks.IoWait;
                row[SystemMetrics.CpuSteal.Index] = ticks.Steal;
                row[SystemMetrics.CpuIdle.Index] = ticks.Idle;
            }
        }

        row[SystemMetrics.CpuCount.Index] = cores > 0 ? cores : Reading.NotAvailable;
        row[SystemMetrics.Forks.Index] = FieldText.Find(text, "processes"u8);
    }

    /// <summary>Fills one row per core; a core that went offline has no line and leaves.</summary>
    public static void ParseCores(ReadOnlySpan<byte> text, NamedSubjects cores, SampleFrame frame)
    {
        cores.BeginPass();
        var lines = new AsciiScanner(text);
        while (lines.TryReadLine(out ReadOnlySpan<byte> line) && line.StartsWith("cpu"u8))
        {
            if (!TryGetCore(line, out ReadOnlySpan<byte> number))
            {
                continue;
            }

            Span<long> row = cores.Row(number, frame);
            if (!row.IsEmpty && TryReadTimes(line, out CpuTicks ticks))
            {
                row[CpuCoreMetrics.Busy.Index] = ticks.User + ticks.Kernel + Math.Max(0, ticks.Steal);
                row[CpuCoreMetrics.IoWait.Index] = ticks.IoWait;
            }
        }

        cores.EndPass(frame);
    }

    private static bool TryGetCore(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> number)
    {
        ReadOnlySpan<byte> name = new AsciiScanner(line).ReadWord();
        number = name[Math.Min(3, name.Length)..];
        return !number.IsEmpty && number.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    private static bool TryReadTimes(ReadOnlySpan<byte> line, out CpuTicks ticks)
    {
        var words = new AsciiScanner(line);
        words.SkipWords(1);
        long user = FieldText.Next(ref words);
        long nice = FieldText.Next(ref words);
        long system = FieldText.Next(ref words);
        long idle = FieldText.Next(ref words);
        long ioWait = FieldText.Next(ref words);
        long interrupts = FieldText.Next(ref words);
        long softInterrupts = FieldText.Next(ref words);
        long steal = FieldText.Next(ref words);

        // A line that ends early (kernels before 2.6, cut text) gives what it has; the first four are the least.
        ticks = new CpuTicks(
            user + nice, system + Math.Max(0, interrupts) + Math.Max(0, softInterrupts), idle, ioWait, steal);
        return idle >= 0 && user >= 0 && nice >= 0 && system >= 0;
    }

    private readonly record struct CpuTicks(long User, long Kernel, long Idle, long IoWait, long Steal);
}
