using System.Text;
using Vigil.Logs.Errors;
using Vigil.Logs.Errors.Reading;

namespace Vigil.Logs.Tests.Errors;

/// <summary>Whatever a log holds and however it arrives: no exception, the same report, memory that does not grow with it.</summary>
public class HostileLogTests
{
    private static readonly string[] s_parts =
    [
        "Traceback (most recent call last):\n", "  File \"a.py\", line 1, in f\n", "    x = 1\n", "RuntimeError: CUDA out of memory. Tried to allocate ", "20.00 MiB", "KeyError: 'x'\n", "Error", ": ",
        "[rank0]: ", "[rank", "]: ", "3: ", "(pid=", "(pid=1) ", "{\"message\": \"", "{\"level\": \"error\", \"message\": \"\\ud800\"}\n", "\", \"level\": \"error\"}", "\n", "\r", "\b", "\u001b[0m", "\u001b[", "100%|##| 1/1 [00:00<00:00, 1it/s]",
        "Killed", "nan", "loss: nan", "step 3 ", "2025-01-07 19:37:55,250 ", "99:99:99", "E0107 ", " - ERROR - ", "ERROR:", "[E ", "Process 1 has 1 GiB memory in use. ", "shape '[", "torch.", "During handling of the above exception, another exception occurred:\n",
        "\0", "\u2588", "9", "-", "'", "\"", "`", "(", ")", "DataLoader worker (pid ", "slurmstepd: error: *** JOB ", " ON x CANCELLED AT ", "Jan  7 19:37:55 ", "\ud83d\ude00",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Anything_is_read_and_cut_anywhere_gives_the_same_report(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 300; round++)
        {
            var text = new StringBuilder();
            for (int i = random.Next(60); i > 0; i--)
            {
                text.Append(s_parts[random.Next(s_parts.Length)]);
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            for (int i = random.Next(4); i > 0 && bytes.Length > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            LogReport whole = await LogReader.ReadAsync(new MemoryStream(bytes), CancellationToken.None);
            LogReport pieces = await LogReader.ReadAsync(new CutStream(bytes, new Random(round)), CancellationToken.None);

            LogReportJson.Create(pieces).ToJsonString().ShouldBe(LogReportJson.Create(whole).ToJsonString());
            whole.Findings.ShouldAllBe(finding => finding.Confidence > 0 && finding.Confidence <= 1 && finding.Line >= 1 && finding.Message.Length > 0);
        }
    }

    [Fact]
    public async Task Random_bytes_are_read()
    {
        byte[] bytes = new byte[1 << 20];
        new Random(4).NextBytes(bytes);

        LogReport report = await LogReader.ReadAsync(new MemoryStream(bytes), CancellationToken.None);

        report.Bytes.ShouldBe(bytes.Length);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("Error: CUDA out of memory ")]
    [InlineData("{\"level\":\"error\",")]
    [InlineData("Process 1 has 1 GiB memory in use. ")]
    public async Task A_line_without_an_end_takes_no_more_memory_the_longer_it_is(string part)
    {
        byte[] chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, 1000)));
        await LogReader.ReadAsync(new RepeatedStream(chunk, 1), CancellationToken.None);

        long few = await AllocatedBy(chunk, 20);
        long many = await AllocatedBy(chunk, 400);

        many.ShouldBeLessThan(few + 256 * 1024);
    }

    [Fact]
    public async Task Findings_are_bounded_where_every_line_says_something_else()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 5000; i++)
        {
            text.Append("KeyError: '").Append((char)('a' + (i % 26))).Append((char)('a' + (i / 26 % 26))).Append((char)('a' + (i / 676))).Append("'\n");
        }

        LogReport report = await LogReaderTests.Read(text.ToString());

        report.Findings.Count.ShouldBe(FindingBook.MaxFindings);
        report.Primary!.Line.ShouldBe(1);
    }

    private static async Task<long> AllocatedBy(byte[] chunk, int times)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        await LogReader.ReadAsync(new RepeatedStream(chunk, times), CancellationToken.None);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Hands out its bytes a few at a time.</summary>
    private sealed class CutStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 12))], cancellationToken);
    }

    /// <summary>The same bytes again and again.</summary>
    private sealed class RepeatedStream(byte[] chunk, int times) : MemoryStream
    {
        private int _left = times;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left-- <= 0)
            {
                return new ValueTask<int>(0);
            }

            chunk.CopyTo(buffer);
            return new ValueTask<int>(chunk.Length);
        }
    }
}
