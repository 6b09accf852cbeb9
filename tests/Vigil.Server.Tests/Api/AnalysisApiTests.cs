using System.Net;
using System.Text.Json.Nodes;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Api;

public class AnalysisApiTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    [Theory]
    [InlineData("/api/v1/runs/run33333/analysis")]
    [InlineData("/api/jobs/run33333/analysis")]
    public async Task Both_addresses_answer_with_the_analysis(string address)
    {
        JsonNode analysis = await room.GetAsync(address);

        analysis["summary"]!["verdict"].ShouldNotBeNull();
        analysis["recommendations"].ShouldBeOfType<JsonArray>();
        analysis["log_errors"]!.AsArray().ShouldContain(error => (int)error!["line"]! == InventedRun.ErrorLine);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("NaN")]
    public async Task A_window_must_be_a_length_of_time(string window) =>
        await room.GetAsync("/api/v1/runs/run33333/analysis?window=" + window, HttpStatusCode.BadRequest);

    [Fact]
    public async Task An_unknown_run_is_not_found() => await room.GetAsync("/api/jobs/zzz/analysis", HttpStatusCode.NotFound);
}
