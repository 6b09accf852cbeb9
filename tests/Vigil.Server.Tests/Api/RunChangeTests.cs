using System.Net;
using System.Text.Json.Nodes;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Api;

/// <summary>What changes runs: each test has a control room of its own.</summary>
public sealed class RunChangeTests : IAsyncLifetime
{
    private readonly ControlRoomFixture _room = new();

    public Task InitializeAsync() => _room.InitializeAsync();

    public Task DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task Name_tags_and_note_are_changed_and_what_is_not_named_stays()
    {
        JsonNode changed = await _room.SendAsync(HttpMethod.Patch, "/api/v1/runs/run22222", """{"name":"better","tags":["keep"," x "]}""");
        JsonNode again = await _room.SendAsync(HttpMethod.Patch, "/api/v1/runs/run22222", """{"note":"seen"}""");

        ((string)changed["name"]!).ShouldBe("better");
        again["tags"]!.AsArray().Select(tag => (string)tag!).ShouldBe(["keep", "x"]);
        ((string)again["note"]!).ShouldBe("seen");
        ((int)(await _room.GetAsync("/api/v1/runs?tag=keep"))["total"]!).ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":7}""")]
    [InlineData("""{"tags":"one"}""")]
    [InlineData("""{"tags":[""]}""")]
    [InlineData("""{"state":"finished"}""")]
    [InlineData("""["name"]""")]
    [InlineData("""{"name":""")]
    public async Task A_change_that_is_none_is_refused_and_nothing_changes(string body)
    {
        await _room.SendAsync(HttpMethod.Patch, "/api/v1/runs/run22222", body, HttpStatusCode.BadRequest);

        ((string)(await _room.GetAsync("/api/v1/runs/run22222"))["name"]!).ShouldBe("a good name");
    }

    [Fact]
    public async Task A_deleted_run_is_gone()
    {
        using HttpResponseMessage response = await _room.Client.DeleteAsync(new Uri("/api/v1/runs/run22222", UriKind.Relative));

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await _room.GetAsync("/api/v1/runs/run22222", HttpStatusCode.NotFound);
        ((int)(await _room.GetAsync("/api/v1/runs"))["total"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_run_that_is_being_recorded_is_not_deleted()
    {
        _room.BeginLive("live4444", "live");

        using HttpResponseMessage response = await _room.Client.DeleteAsync(new Uri("/api/v1/runs/live4444", UriKind.Relative));

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await _room.GetAsync("/api/v1/runs/live4444"))["state"]!).ShouldBe("running");
    }
}
