using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Linux;

/// <summary>
/// /proc/net/dev: two lines of headings, then <c>eth0: bytes packets errs drop fifo frame compressed multicast</c> received
/// and the same eight sent. Old kernels leave no blank after the colon.
/// </summary>
internal static class NetDevParser
{
    /// <summary>Fills one row per interface.</summary>
    public static void Parse(ReadOnlySpan<byte> text, NamedSubjects interfaces, SampleFrame frame)
    {
        interfaces.BeginPass();
        var lines = new AsciiScanner(text);
        while (lines.TryReadLine(out ReadOnlySpan<byte> line))
        {
            int colon = line.IndexOf((byte)':');
            ReadOnlySpan<byte> name = colon < 0 ? default : line[..colon].Trim((byte)' ');
            Span<long> row = name.IsEmpty ? default : interfaces.Row(name, frame);
            if (row.IsEmpty)
            {
                continue;
            }

            var words = new AsciiScanner(line[(colon + 1)..]);
            row[NetworkMetrics.ReceivedBytes.Index] = FieldText.Next(ref words);
            words.SkipWords(1);
            row[NetworkMetrics.ReceiveErrors.Index] = FieldText.Next(ref words);
            row[NetworkMetrics.ReceiveDrops.Index] = FieldText.Next(ref words);
            words.SkipWords(4);
            row[NetworkMetrics.SentBytes.Index] = FieldText.Next(ref words);
            words.SkipWords(1);
            row[NetworkMetrics.SendErrors.Index] = FieldText.Next(ref words);
            row[NetworkMetrics.SendDrops.Index] = FieldText.Next(ref words);
        }

        interfaces.EndPass(frame);
    }
}
