using System.Text;
using Vigil.Logs.Errors;

namespace Vigil.Logs.Tests.Errors;

/// <summary>The end of a log, as it stood on the screen.</summary>
public class LastLinesTests
{
    [Fact]
    public async Task The_last_twenty_lines_that_say_anything_are_kept_in_order()
    {
        string log = string.Concat(Enumerable.Range(1, 50).Select(i => $"line {i}\n\n"));
        (await LastLinesOf(log)).ShouldBe(Enumerable.Range(31, 20).Select(i => $"line {i}"));
    }

    [Fact]
    public async Task A_bar_that_is_drawn_again_stands_there_once_as_last_drawn() =>
        (await LastLinesOf("start\n 10%|# | 1/10\r 20%|## | 2/10\r 30%|### | 3/10\nend\n")).ShouldBe(["start", " 30%|### | 3/10", "end"]);

    [Fact]
    public async Task A_log_without_lines_has_none() => (await LastLinesOf("")).ShouldBeEmpty();

    [Fact]
    public async Task A_line_of_any_length_is_kept_to_512_characters() => (await LastLinesOf(new string('x', 10_000))).ShouldHaveSingleItem().Length.ShouldBe(512);

    [Fact]
    public async Task The_primary_is_the_first_of_the_findings_itself()
    {
        using var stream = new MemoryStream("Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nKeyError: 'name'\n"u8.ToArray());
        LogReport report = await LogReader.ReadAsync(stream, CancellationToken.None);
        report.Primary.ShouldNotBeNull();
        report.Findings[0].ShouldBeSameAs(report.Primary);
    }

    private static async Task<IReadOnlyList<string>> LastLinesOf(string log)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(log));
        return (await LogReader.ReadAsync(stream, CancellationToken.None)).LastLines;
    }
}
