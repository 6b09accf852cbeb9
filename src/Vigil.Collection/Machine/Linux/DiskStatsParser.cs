using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Linux;

/// <summary>
/// /proc/diskstats: major, minor, name, then reads, merged, sectors, ms; writes, merged, sectors, ms; in flight, ms busy.
/// </summary>
internal static class DiskStatsParser
{
    /// <summary>The kernel counts in sectors of 512 bytes whatever the device's own are.</summary>
    private const long SectorBytes = 512;

    /// <summary>Fills one row per disk.</summary>
    public static void Parse(ReadOnlySpan<byte> text, NamedSubjects disks, SampleFrame frame)
    {
        disks.BeginPass();
        var lines = new AsciiScanner(text);
        while (lines.TryReadLine(out ReadOnlySpan<byte> line))
        {
            var words = new AsciiScanner(line);
            words.SkipWords(2);
            ReadOnlySpan<byte> name = words.ReadWord();
            Span<long> row = name.IsEmpty ? default : disks.Row(name, frame);
            if (row.IsEmpty)
            {
                continue;
            }

            row[DiskMetrics.ReadOperations.Index] = FieldText.Next(ref words);
            words.SkipWords(1);
            row[DiskMetrics.ReadBytes.Index] = FieldText.Multiply(FieldText.Next(ref words), SectorBytes);
            words.SkipWords(1);
            row[DiskMetrics.WriteOperations.Index] = FieldText.Next(ref words);
            words.SkipWords(1);
            row[DiskMetrics.WriteBytes.Index] = FieldText.Multiply(FieldText.Next(ref words), SectorBytes);
            words.SkipWords(2);
            row[DiskMetrics.BusyTime.Index] = FieldText.Next(ref words);
        }

        disks.EndPass(frame);
    }
}
