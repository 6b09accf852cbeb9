using System.Net;
using System.Text.Json.Nodes;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Api;

public class LogApiTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    private const string Log = "/api/v1/runs/run33333/log";

    [Theory]
    [InlineData("?limit=2", "1,2", false, true)]
    [InlineData("?line=50&limit=2", "50,51", true, true)]
    [InlineData("?line=50&limit=2&direction=backward", "49,50", true, true)]
    [InlineData("?limit=2&direction=backward", "119,120", true, false)]
    [InlineData("?line=999", "", true, false)]
    [InlineData("?t=1700001010&limit=1", "31", true, true)]
    [InlineData("?search=LINE%20119%20", "119", false, false)]
    [InlineData("?search=no%20such%20words", "", false, false)]
    [InlineData("?stream=error", "", false, false)]
    public async Task Pages_are_found_by_line_time_and_words(string query, string expected, bool moreBefore, bool moreAfter)
    {
        JsonNode page = await room.GetAsync(Log + query);

        string.Join(',', page["lines"]!.AsArray().Select(line => line!["line"]!.ToJsonString())).ShouldBe(expected);
        ((bool)page["more_before"]!).ShouldBe(moreBefore);
        ((bool)page["more_after"]!).ShouldBe(moreAfter);
        ((int)page["last_line"]!).ShouldBe(InventedRun.Lines);
    }

    [Fact]
    public async Task The_line_that_analysis_quotes_is_marked_and_others_are_not()
    {
        JsonArray lines = (await room.GetAsync(Log + "?line=109&limit=2"))["lines"]!.AsArray();

        lines[0]!["finding"].ShouldBeNull();
        ((string)lines[1]!["finding"]!).ShouldNotBeEmpty();
        ((string)lines[1]!["text"]!).ShouldBe(InventedRun.Line(InventedRun.ErrorLine));
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?direction=up")]
    [InlineData("?stream=colour")]
    [InlineData("?line=1&t=1")]
    [InlineData("?line=one")]
    public async Task What_names_no_page_is_refused(string query) => await room.GetAsync(Log + query, HttpStatusCode.BadRequest);
}
