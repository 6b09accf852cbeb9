using System.Text;
using Vigil.Logs.Lines;
using Vigil.Logs.Progress;
using Vigil.Core.Logs;

using Vigil.Testing;

namespace Vigil.Logs.Tests.Lines;

public class OutputLineSplitterTests
{
    private static List<string> Split(byte[] bytes, Func<int>? pieceLength = null)
    {
        var splitter = new OutputLineSplitter();
        var lines = new List<string>();
        for (int at = 0; at < bytes.Length;)
        {
            int length = Math.Min(pieceLength?.Invoke() ?? bytes.Length, bytes.Length - at);
            ReadOnlySpan<byte> chunk = bytes.AsSpan(at, length);
            at += length;
            while (splitter.TryReadLine(ref chunk, out ReadOnlySpan<char> line))
            {
                lines.Add($"{splitter.LineNumber}:{line}");
            }
        }

        while (splitter.TryTakeRest(out ReadOnlySpan<char> line))
        {
            lines.Add($"{splitter.LineNumber}:{line}");
        }

        return lines;
    }

    private static List<string> Split(string text) => Split(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void Ends_lines_at_every_kind_of_line_end() =>
        Split("a\nb\r\nc\rd\r\n\n\ne").ShouldBe(["1:a", "2:b", "3:c", "3:d", "6:e"]);

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m", "1:red")]
    [InlineData("\u001b]0;title\arest", "1:rest")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "1:link")]
    [InlineData("\u001b(Bplain", "1:plain")]
    [InlineData("a\bb", "1:b")]
    [InlineData("\u001b[?25hcursor", "1:cursor")]
    [InlineData("cut \u001b[3", "1:cut ")]
    [InlineData("cut \u001b", "1:cut ")]
    public void Takes_out_escape_sequences(string text, string line) => Split(text).ShouldBe([line]);

    [Fact]
    public void Tells_rows_of_the_screen_apart() =>
        Split("outer\u001b[1Ainner\n\u001b[2Knext\b\b\b\bdrawn").ShouldBe(["1:outer", "1:inner", "2:next", "2:drawn"]);

    [Fact]
    public void Keeps_the_beginning_of_an_endless_line()
    {
        byte[] bytes = new byte[10 << 20];
        Array.Fill(bytes, (byte)'x');
        bytes = [.. bytes, .. "\nafter\n"u8];

        List<string> lines = Split(bytes, () => 65536);

        lines.Count.ShouldBe(2);
        lines[0].Length.ShouldBe(OutputLineSplitter.KeptBytes + 2);
        lines[1].ShouldBe("2:after");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Yields_the_same_lines_however_the_bytes_are_cut(int seed)
    {
        var random = new Random(seed);
        string[] parts = ["loss: 0.5", "█▌", "\u001b[1m", "\u001b", "[2K", "\r", "\n", "\r\n", "\b", "\b\b", "| 5/10 [00:01<00:01, 5.0it/s]", "桌面", "\0", "]0;t\a", " "];
        for (int round = 0; round < 300; round++)
        {
            var text = new List<byte>();
            for (int i = random.Next(60); i > 0; i--)
            {
                if (random.Next(10) == 0)
                {
                    byte[] garbage = new byte[random.Next(8)];
                    random.NextBytes(garbage);
                    text.AddRange(garbage);
                }
                else
                {
                    text.AddRange(Encoding.UTF8.GetBytes(parts[random.Next(parts.Length)]));
                }
            }

            byte[] bytes = [.. text];
            Split(bytes, () => random.Next(1, 8)).ShouldBe(Split(bytes));
        }
    }

    [Fact]
    public void Allocates_nothing_for_lines_without_progress()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"2026-01-02 03:04:05,{i % 1000:D3} - worker {i} handled request in the usual way\n")));
        var reader = new OutputStepReader(new CollectedTraining());

        // Code that is not yet compiled for good boxes what it will not box later: read until it is.
        long allocated = long.MaxValue;
        for (int round = 0; allocated > 0 && round < 600; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            reader.Read(OutputStream.Merged, bytes, round);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Thread.Sleep(allocated > 0 ? 50 : 0);
        }

        allocated.ShouldBe(0);
    }
}
