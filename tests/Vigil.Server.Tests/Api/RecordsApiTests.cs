using System.Net;
using System.Text.Json.Nodes;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Api;

public class RecordsApiTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    [Fact]
    public async Task Steps_come_column_by_column()
    {
        JsonNode steps = await room.GetAsync("/api/v1/runs/run22222/steps");

        steps["step"]!.AsArray().Count.ShouldBe(InventedRun.Samples);
        ((double)steps["columns"]!["loss"]!["mean"]![1]!).ShouldBe(2);
        steps["columns"]!.AsObject().Select(column => column.Key).ShouldBe(["loss"]);
    }

    [Fact]
    public async Task Fewer_points_keep_the_extremes()
    {
        JsonNode steps = await room.GetAsync("/api/v1/runs/run22222/steps?points=4");

        steps["step"]!.AsArray().Count.ShouldBe(4);
        ((int)steps["total"]!).ShouldBe(InventedRun.Samples);
        ((double)steps["columns"]!["loss"]!["max"]![0]!).ShouldBe(4);
        ((double)steps["columns"]!["loss"]!["min"]![3]!).ShouldBe(4.0 / InventedRun.Samples);
    }

    [Theory]
    [InlineData("axis=step&from=5&to=8", "5,6,7,8")]
    [InlineData("from=1700000004&to=1700000005", "5,6")]
    public async Task A_window_is_a_window_of_time_or_of_steps(string query, string expected) =>
        string.Join(',', (await room.GetAsync("/api/v1/runs/run22222/steps?" + query))["step"]!.AsArray().Select(step => step!.ToJsonString())).ShouldBe(expected);

    [Fact]
    public async Task Events_are_filtered_and_paged()
    {
        JsonNode first = await room.GetAsync("/api/v1/runs/run22222/events?type=checkpoint_saved&limit=1");
        JsonNode second = await room.GetAsync($"/api/v1/runs/run22222/events?type=checkpoint_saved&limit=1&after={first["next"]}");

        ((string)first["events"]![0]!["details"]!["path"]!).ShouldBe("a.pt");
        ((string)second["events"]![0]!["details"]!["path"]!).ShouldBe("b.pt");
        second["next"].ShouldBeNull();
    }

    [Theory]
    [InlineData("steps?points=0")]
    [InlineData("steps?axis=colour")]
    [InlineData("events?limit=1001")]
    public async Task Wrong_bounds_are_refused(string query) => await room.GetAsync("/api/v1/runs/run22222/" + query, HttpStatusCode.BadRequest);
}
