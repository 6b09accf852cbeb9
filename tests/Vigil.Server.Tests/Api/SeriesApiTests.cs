using System.Net;
using System.Text.Json.Nodes;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Api;

public class SeriesApiTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    [Fact]
    public async Task Every_subject_is_listed_with_its_metrics()
    {
        JsonArray subjects = (await room.GetAsync("/api/v1/runs/run22222/subjects"))["subjects"]!.AsArray();

        subjects.Select(subject => (string)subject!["kind"]!).ShouldBe(["system", "file_system", "gpu", "process", "process"]);
        subjects[0]!["metrics"]!.AsArray().ShouldContain(metric => (string)metric!["name"]! == "system.memory.usage.used");
    }

    [Fact]
    public async Task A_series_is_reduced_to_the_points_asked_for()
    {
        JsonNode answer = await room.GetAsync("/api/v1/runs/run22222/series?series=system::system.memory.usage.used&points=10");

        JsonNode line = answer["series"]!.AsArray().ShouldHaveSingleItem()!;
        answer["t"]!.AsArray().Count.ShouldBeInRange(1, 10);
        line["mean"]!.AsArray().Count.ShouldBe(answer["t"]!.AsArray().Count);
        ((double)line["min"]![0]!).ShouldBe(4.0 * (1L << 30));
        ((string)line["unit"]!).ShouldBe("By");
    }

    [Fact]
    public async Task A_star_takes_every_key_and_a_counter_is_growth_per_second()
    {
        JsonArray lines = (await room.GetAsync("/api/v1/runs/run22222/series?series=process:*:process.memory.usage,process:100:1:process.disk.io.read&points=40"))["series"]!.AsArray();

        lines.Select(line => (string)line!["metric"]!).ShouldBe(["process.memory.usage", "process.disk.io.read", "process.memory.usage"], ignoreOrder: true);
        JsonNode read = lines.Single(line => (string)line!["metric"]! == "process.disk.io.read")!;
        ((string)read["unit"]!).ShouldBe("By/s");
        read["mean"]!.AsArray().Where(value => value is not null).Select(value => (double)value!).Max().ShouldBe(1000, 1);
    }

    [Fact]
    public async Task Without_bands_means_come_alone()
    {
        JsonNode line = (await room.GetAsync("/api/v1/runs/run22222/series?series=system::system.memory.usage.used&points=10&bands=false"))["series"]!.AsArray().ShouldHaveSingleItem()!;

        line["mean"]!.AsArray().ShouldNotBeEmpty();
        line["min"]!.AsArray().ShouldBeEmpty();
        line["max"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("series=nonsense")]
    [InlineData("series=system::no.such.metric")]
    [InlineData("series=gpu:*:system.memory.usage.used")]
    [InlineData("series=system::system.memory.usage.used&points=10001")]
    [InlineData("series=system::system.memory.usage.used&from=9&to=1")]
    [InlineData("series=system::system.memory.usage.used&from=NaN")]
    public async Task What_names_no_series_or_no_window_is_refused(string query) =>
        await room.GetAsync("/api/v1/runs/run22222/series?" + query, HttpStatusCode.BadRequest);
}
