using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Api;

public class ExportApiTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    [Theory]
    [InlineData("totals", "timestamp,total_memory_bytes", InventedRun.Samples)]
    [InlineData("steps", "step,timestamp,source,epoch,loss", InventedRun.Samples)]
    [InlineData("events", "timestamp,type,details", 4)]
    [InlineData("gpu", "timestamp,key,name,hw.gpu.utilization [%]", InventedRun.Samples)]
    [InlineData("process", "timestamp,key,name,process.memory.usage [By]", 2 * InventedRun.Samples)]
    [InlineData("network", "timestamp,key,name,", 0)]
    public async Task A_part_is_a_file_of_csv(string what, string heading, int rows)
    {
        using HttpResponseMessage response = await GetAsync("what=" + what);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        response.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe($"vigil-run22222-{what}.csv");
        string[] lines = (await response.Content.ReadAsStringAsync()).Split('\n');
        lines[0].ShouldStartWith(heading);
        (lines.Length - 2).ShouldBe(rows);
    }

    [Fact]
    public async Task Everything_as_csv_is_an_archive_of_the_files_of_vigil_export()
    {
        using HttpResponseMessage response = await GetAsync("format=csv");

        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync(), ZipArchiveMode.Read);
        zip.Entries.Select(entry => entry.FullName).ShouldBe(["samples.csv", "system.csv", "file_system.csv", "process.csv", "gpu.csv", "steps.csv", "events.csv", "output.log"]);
        using var reader = new StreamReader(zip.GetEntry("output.log")!.Open());
        (await reader.ReadToEndAsync()).Split('\n')[InventedRun.ErrorLine - 1].ShouldBe(InventedRun.Line(InventedRun.ErrorLine));
    }

    [Fact]
    public async Task Everything_as_json_is_one_document()
    {
        JsonNode document = await room.GetAsync("/api/v1/runs/run22222/export?format=json");

        document["steps"]!.AsArray().Count.ShouldBe(InventedRun.Samples);
        document["subjects"]!.AsArray().Count.ShouldBe(5);
        ((string)document["run"]!["id"]!).ShouldBe("run22222");
    }

    [Theory]
    [InlineData("samples", "subjects")]
    [InlineData("totals", "totals")]
    [InlineData("steps", "steps")]
    [InlineData("events", "events")]
    public async Task A_part_as_json_holds_the_run_and_that_part(string what, string member)
    {
        JsonObject document = (await room.GetAsync("/api/v1/runs/run22222/export?format=json&what=" + what)).AsObject();

        document.Select(pair => pair.Key).Where(name => name != "metrics").ShouldBe(["run", member]);
        document[member]!.AsArray().Count.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("format=xml")]
    [InlineData("what=nothing")]
    [InlineData("format=json&what=gpu")]
    public async Task What_is_no_export_is_refused(string query) => await room.GetAsync("/api/v1/runs/run22222/export?" + query, HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_run_that_is_not_there_is_not_found() => await room.GetAsync("/api/v1/runs/zzz/export", HttpStatusCode.NotFound);

    [Theory]
    [InlineData("&format=csv", null)]
    [InlineData("", "text/csv")]
    public async Task A_series_comes_as_csv_too(string format, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/runs/run22222/series?series=system::system.memory.usage.used&points=10" + format);
        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        using HttpResponseMessage response = await room.Client.SendAsync(request);
        string[] lines = (await response.Content.ReadAsStringAsync()).Split('\n');
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        lines[0].ShouldBe("timestamp,system:machine:system.memory.usage.used [By] mean,system:machine:system.memory.usage.used [By] min,system:machine:system.memory.usage.used [By] max");
        lines[1].Split(',')[2].ShouldBe("4294967296");
        lines.Length.ShouldBeInRange(3, 12);
    }

    private async Task<HttpResponseMessage> GetAsync(string query)
    {
        HttpResponseMessage response = await room.Client.GetAsync(new Uri("/api/v1/runs/run22222/export?" + query, UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return response;
    }
}
