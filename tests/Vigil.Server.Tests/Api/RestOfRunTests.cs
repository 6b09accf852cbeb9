using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Api;

/// <summary>Processes, totals, comparison, advice, the server itself, and tags of answers.</summary>
public class RestOfRunTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    [Fact]
    public async Task Processes_tell_what_they_used_and_how_they_ended()
    {
        JsonArray processes = (await room.GetAsync("/api/v1/runs/run22222/processes"))["processes"]!.AsArray();

        processes.Select(process => (string)process!["role"]!).ShouldBe(["main", "worker"]);
        ((long)processes[0]!["memory_peak_bytes"]!).ShouldBe((2L << 30) + InventedRun.Samples - 1);
        ((double)processes[0]!["cpu_seconds"]!).ShouldBe((1000 + ((InventedRun.Samples - 1) * 50) + 10) / 100.0);
        ((string)processes[0]!["key"]!).ShouldBe("100:1");
        processes[0]!["exit_code"].ShouldBeNull();
        processes[1]!["cpu_seconds"].ShouldBeNull();
    }

    [Fact]
    public async Task Totals_are_series_like_others()
    {
        JsonNode totals = await room.GetAsync("/api/v1/runs/run22222/totals?points=10");
        JsonNode used = totals["series"]!.AsArray().Single(series => (string)series!["metric"]! == "memory.used")!;

        totals["t"]!.AsArray().Count.ShouldBeInRange(9, 10);
        ((long)used["min"]![0]!).ShouldBe(4L << 30);
        ((double)used["max"]![0]!).ShouldBeGreaterThan((double)used["mean"]![0]!);
        await room.GetAsync("/api/v1/runs/run22222/totals?points=0", HttpStatusCode.BadRequest);
        await room.GetAsync("/api/v1/runs/run22222/totals?from=2&to=1", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Two_runs_are_compared_and_further_ones_stand_beside()
    {
        JsonNode two = await room.GetAsync("/api/v1/compare?runs=run22222,run33333");
        JsonNode three = await room.GetAsync("/api/v1/compare?runs=run22222,run33333,run22222");

        ((string)two["first"]!["id"]!).ShouldBe("run22222");
        ((string)two["second"]!["id"]!).ShouldBe("run33333");
        two["others"].ShouldBeNull();
        ((string)three["others"]![0]!["second"]!["id"]!).ShouldBe("run22222");
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("?runs=run22222", HttpStatusCode.BadRequest)]
    [InlineData("?runs=a,b,c,d,e,f,g,h,i", HttpStatusCode.BadRequest)]
    [InlineData("?runs=run22222,zzz", HttpStatusCode.NotFound)]
    [InlineData("?runs=run,last", HttpStatusCode.Conflict)]
    public async Task What_cannot_be_compared_is_refused(string query, HttpStatusCode expected) => await room.GetAsync("/api/v1/compare" + query, expected);

    [Theory]
    [InlineData("""{"pick":[999]}""", HttpStatusCode.Conflict)]
    [InlineData("""{"pick":["1"]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"pick":1}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"write":1}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"other":1}""", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("""{"write":true}""", HttpStatusCode.Forbidden)]
    public async Task Advice_that_cannot_or_may_not_be_applied_is_refused(string body, HttpStatusCode expected) =>
        await room.SendAsync(HttpMethod.Post, "/api/v1/runs/run33333/apply", body, expected);

    [Fact]
    public async Task The_server_tells_about_itself()
    {
        JsonNode server = await room.GetAsync("/api/v1/server");

        ((string)server["database"]!).ShouldStartWith(room.Folder);
        ((long)server["database_bytes"]!).ShouldBePositive();
        ((string)server["version"]!).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("/api/v1/runs")]
    [InlineData("/api/v1/runs/run22222/steps")]
    public async Task What_is_known_already_is_not_sent_again(string address)
    {
        using HttpResponseMessage first = await room.Client.GetAsync(new Uri(address, UriKind.Relative));
        EntityTagHeaderValue tag = first.Headers.ETag!;

        (await StatusAsync(address, tag)).ShouldBe(HttpStatusCode.NotModified);
        (await StatusAsync(address, new EntityTagHeaderValue("\"other\""))).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1/runs/run22222/nothing")]
    public async Task An_address_of_nothing_says_so(string address) => await room.GetAsync(address, HttpStatusCode.NotFound);

    private async Task<HttpStatusCode> StatusAsync(string address, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        request.Headers.IfNoneMatch.Add(tag);
        using HttpResponseMessage response = await room.Client.SendAsync(request);
        return response.StatusCode;
    }
}
