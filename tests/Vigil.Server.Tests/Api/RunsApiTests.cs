using System.Net;
using System.Text.Json.Nodes;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Api;

public class RunsApiTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    [Theory]
    [InlineData("", "run33333,run22222")]
    [InlineData("?order=asc", "run22222,run33333")]
    [InlineData("?sort=name&order=asc", "run22222,run33333")]
    [InlineData("?name=another", "run33333")]
    [InlineData("?search=GOOD", "run22222")]
    [InlineData("?search=nothing%20like%20this", "")]
    [InlineData("?state=finished", "run33333,run22222")]
    [InlineData("?state=running", "")]
    [InlineData("?tag=none", "")]
    [InlineData("?verdict=none", "")]
    public async Task The_list_is_filtered_and_ordered_as_asked(string query, string expected)
    {
        JsonNode list = await room.GetAsync("/api/v1/runs" + query);

        string.Join(',', list["runs"]!.AsArray().Select(run => (string)run!["id"]!)).ShouldBe(expected);
        ((int)list["total"]!).ShouldBe(list["runs"]!.AsArray().Count);
        list["next"].ShouldBeNull();
    }

    [Fact]
    public async Task Pages_follow_one_another_until_the_last()
    {
        JsonNode first = await room.GetAsync("/api/v1/runs?limit=1");
        JsonNode second = await room.GetAsync("/api/v1/runs?limit=1&after=" + Uri.EscapeDataString((string)first["next"]!));

        ((string)first["runs"]![0]!["id"]!).ShouldBe("run33333");
        ((string)second["runs"]![0]!["id"]!).ShouldBe("run22222");
        ((int)second["total"]!).ShouldBe(2);
        second["next"].ShouldBeNull();
    }

    [Fact]
    public async Task A_line_of_the_list_tells_how_the_run_went()
    {
        JsonNode run = (await room.GetAsync("/api/v1/runs?name=another"))["runs"]![0]!;

        ((string)run["state"]!).ShouldBe("finished");
        ((string)run["cause"]!).ShouldBe("error");
        ((int)run["exit_code"]!).ShouldBe(1);
        ((double)run["duration_seconds"]!).ShouldBe(InventedRun.Samples);
        ((int)run["step"]!).ShouldBe(InventedRun.Samples);
        run.AsObject().ContainsKey("spark").ShouldBeFalse();
    }

    [Fact]
    public async Task Sparks_come_when_asked_for()
    {
        JsonNode run = (await room.GetAsync("/api/v1/runs?name=another&sparks=true"))["runs"]![0]!;

        run["spark"]!["loss"]!.AsArray().Count.ShouldBeInRange(1, 60);
        run["spark"]!["memory"]!.AsArray().Count.ShouldBeInRange(1, 60);
    }

    [Theory]
    [InlineData("run22222")]
    [InlineData("run2")]
    [InlineData("a%20good%20name")]
    public async Task A_run_is_found_by_id_prefix_and_name(string reference)
    {
        JsonNode run = await room.GetAsync("/api/v1/runs/" + reference);

        ((string)run["id"]!).ShouldBe("run22222");
        ((string)run["working_directory"]!).ShouldBe("/work");
        ((double)run["sample_interval_seconds"]!).ShouldBe(1);
    }

    [Fact]
    public async Task Last_is_the_newest() => ((string)(await room.GetAsync("/api/v1/runs/last"))["id"]!).ShouldBe("run33333");

    [Fact]
    public async Task An_unknown_run_is_not_found() =>
        ((string)(await room.GetAsync("/api/v1/runs/zzz", HttpStatusCode.NotFound))["detail"]!).ShouldContain("zzz");

    [Fact]
    public async Task An_ambiguous_run_is_a_conflict_with_its_candidates() =>
        (await room.GetAsync("/api/v1/runs/run", HttpStatusCode.Conflict))["candidates"]!.AsArray().Select(id => (string)id!)
            .ShouldBe(["run33333", "run22222"], ignoreOrder: true);

    [Fact]
    public async Task All_that_is_wrong_with_a_list_is_told_at_once() =>
        (await room.GetAsync("/api/v1/runs?sort=colour&order=up&state=asleep&limit=1001", HttpStatusCode.BadRequest))["errors"]!.AsObject().Select(fault => fault.Key)
            .ShouldBe(["sort", "order", "state", "limit"]);

    [Theory]
    [InlineData("?after=%00garbage")]
    [InlineData("?limit=0")]
    public async Task A_cursor_or_limit_that_is_none_is_refused(string query) =>
        await room.GetAsync("/api/v1/runs" + query, HttpStatusCode.BadRequest);
}
