using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Linux;

/// <summary>/proc/loadavg: <c>0.04 0.21 0.18 1/95 11278</c>. The host's figures even within most containers.</summary>
internal static class LoadAverageParser
{
    /// <summary>Fills the three load columns, in hundredths.</summary>
    public static void Parse(ReadOnlySpan<byte> text, Span<long> row)
    {
        var words = new AsciiScanner(text);
        row[SystemMetrics.Load1.Index] = ReadHundredths(ref words);
        row[SystemMetrics.Load5.Index] = ReadHundredths(ref words);
        row[SystemMetrics.Load15.Index] = ReadHundredths(ref words);
    }

    private static long ReadHundredths(ref AsciiScanner words)
    {
        words.SkipBlanks();
        bool isNumber = !words.AtEnd && char.IsAsciiDigit((char)words.Rest[0]);
        long value = words.ReadFixed(100);
        return isNumber ? value : Reading.NotAvailable;
    }
}
