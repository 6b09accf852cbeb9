using System.Net;
using System.Text.Json.Nodes;
using Vigil.Core.Alerts;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Api;

public sealed class AlertsApiTests : IClassFixture<ControlRoomFixture>
{
    private readonly ControlRoomFixture _room;

    public AlertsApiTests(ControlRoomFixture room) => _room = room;

    [Fact]
    public async Task Rules_are_listed_with_what_they_ask_and_nothing_secret()
    {
        JsonNode answer = await _room.GetAsync("/api/v1/alerts/rules");

        JsonNode rule = answer["rules"]!.AsArray().Single(one => (string)one!["name"]! == "disk_low")!;
        ((string)rule["asks"]!).ShouldBe("file_system:*:system.filesystem.usage.free below 5.00 GiB, over at 6.00 GiB");
        ((bool)rule["built_in"]!).ShouldBeTrue();
        answer["receivers"]!.AsArray().ShouldBeEmpty();
        ((double)answer["evaluation"]!["interval_seconds"]!).ShouldBe(5);
    }

    [Fact]
    public async Task History_is_paged_from_the_newest()
    {
        for (int i = 0; i < 3; i++)
        {
            Add("paged", 1000 + i);
        }

        JsonNode first = await _room.GetAsync("/api/v1/alerts/history?rule=paged&limit=2");
        first["transitions"]!.AsArray().Select(one => (double)one!["at"]!).ShouldBe([1002, 1001]);
        JsonNode second = await _room.GetAsync($"/api/v1/alerts/history?rule=paged&limit=2&before={first["next"]}");
        second["transitions"]!.AsArray().Select(one => (double)one!["at"]!).ShouldBe([1000]);
        second["next"].ShouldBeNull();
        await _room.GetAsync("/api/v1/alerts/history?limit=0", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_silence_is_made_shown_changed_and_ended()
    {
        double end = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600;
        JsonNode made = await _room.SendAsync(HttpMethod.Post, "/api/v1/alerts/silences", Body("disk_low", end));
        string id = (string)made["id"]!;
        ((string)made["state"]!).ShouldBe("active");

        await _room.SendAsync(HttpMethod.Put, "/api/v1/alerts/silences/" + id, Body("disk_low", end + 60));
        JsonArray listed = (await _room.GetAsync("/api/v1/alerts/silences"))["silences"]!.AsArray();
        ((double)listed.Single(one => (string)one!["id"]! == id)!["ends_at"]!).ShouldBe(end + 60);

        using HttpResponseMessage gone = await _room.Client.DeleteAsync(new Uri("/api/v1/alerts/silences/" + id, UriKind.Relative));
        gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await _room.SendAsync(HttpMethod.Delete, "/api/v1/alerts/silences/" + id, "", HttpStatusCode.NotFound);
        await _room.SendAsync(HttpMethod.Put, "/api/v1/alerts/silences/nobody", Body("disk_low", end), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"matchers":[],"ends_at":9999999999}""")]
    [InlineData("""{"matchers":[{"name":"a","value":"b"}],"ends_at":1}""")]
    [InlineData("""{"matchers":[{"name":"a","value":"(","isRegex":true}],"ends_at":9999999999}""")]
    [InlineData("""{"matchers":[{"name":"a","value":".*","isRegex":true}],"ends_at":1800000000}""")]
    [InlineData("""{"matchers":[{"name":"a","value":"b"}],"ends_at":1800000000,"until":3}""")]
    public async Task What_is_no_silence_is_refused_in_words(string body) =>
        await _room.SendAsync(HttpMethod.Post, "/api/v1/alerts/silences", body, HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_state_that_there_is_not_is_refused()
    {
        await _room.GetAsync("/api/v1/alerts?state=loud", HttpStatusCode.BadRequest);
        (await _room.GetAsync("/api/v1/alerts?state=firing&rule=none"))["alerts"]!.AsArray().ShouldBeEmpty();
    }

    private static string Body(string rule, double endsAt) => new JsonObject
    {
        ["matchers"] = new JsonArray(new JsonObject { ["name"] = "alertname", ["value"] = rule }),
        ["ends_at"] = endsAt,
        ["created_by"] = "me",
        ["comment"] = "moving",
    }.ToJsonString();

    private void Add(string rule, double at)
    {
        var labels = new Dictionary<string, string> { ["alertname"] = rule };
        var alert = new Alert
        {
            Fingerprint = AlertLabels.Fingerprint(labels),
            Rule = rule,
            Severity = AlertSeverity.Info,
            State = AlertState.Firing,
            Labels = labels,
            Annotations = new Dictionary<string, string>(),
            ActiveAt = at,
            StartsAt = at,
            LastTrueAt = at,
        };

        // The server's own turn does not end while the test runs: history of another owner needs one of its own.
        double now = 4_000_000_000;
        _room.Store.Alerts.TryTakeTurn("test", now, now + 1).ShouldBeTrue();
        _room.Store.Alerts.Save("test", new AlertRound { At = at, Transitions = [new AlertTransition(0, at, alert)] }).ShouldBeTrue();
    }
}
