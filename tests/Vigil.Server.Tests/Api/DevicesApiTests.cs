using System.Net;
using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Server.Tests.Support;
using Vigil.Telemetry.Records;

namespace Vigil.Server.Tests.Api;

/// <summary>Devices, as they report and once they do not.</summary>
public sealed class DevicesApiTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    private static readonly TimeSpan s_generous = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_device_that_reports_is_listed_with_what_people_say_of_it()
    {
        await using RecordSender sender = Sender("box-a");
        await using IRunWriter writer = Begin(sender, "boxaaaaa", "box-a");
        InventedRun.Fill(writer, InventedRun.Start);
        (await sender.FlushAsync(s_generous)).ShouldBeTrue();
        await room.SendAsync(HttpMethod.Put, "/api/v1/devices/box-a", """{"roles": ["worker"], "model": "llama", "layers": [0, 1]}""");

        JsonNode device = await room.GetAsync("/api/v1/devices/box-a");
        ((string)device["state"]!).ShouldBe("healthy");
        ((string)device["run_id"]!).ShouldBe("boxaaaaa");
        ((string)device["model_loaded"]!).ShouldBe("llama");
        device["assigned_layers"]!.AsArray().Select(layer => (int)layer!).ShouldBe([0, 1]);
        ((double)device["memory_total_gb"]!).ShouldBe(16);
        ((string)device["machine"]!["host"]!).ShouldBe("box-a");
        Names(await room.GetAsync("/api/devices")).ShouldContain("box-a");
        Names(await room.GetAsync("/api/v1/devices?state=lost")).ShouldNotContain("box-a");
    }

    [Fact]
    public async Task A_device_whose_recording_ended_has_stopped()
    {
        await using RecordSender sender = Sender("box-b");
        await using IRunWriter writer = Begin(sender, "boxbbbbb", "box-b");
        InventedRun.Fill(writer, InventedRun.Start);
        await writer.CompleteAsync(new RunOutcome { State = RunState.Finished, EndedAt = InventedRun.Start + 40, Cause = EndCause.Success }, null, s_generous);

        ((string)(await room.GetAsync("/api/v1/devices/box-b"))["state"]!).ShouldBe("stopped");
    }

    [Fact]
    public async Task Another_machine_is_not_taken_for_this_one()
    {
        await using RecordSender sender = Sender("box-c");
        await using IRunWriter writer = Begin(sender, "boxccccc", "box-c");
        InventedRun.Fill(writer, InventedRun.Start + 1_000_000);
        (await sender.FlushAsync(s_generous)).ShouldBeTrue();

        ((string)(await room.GetAsync("/api/v1/performance/resources/current"))["run_id"]!).ShouldBe(InventedRun.Failed);
        ((string)(await room.GetAsync("/api/v1/machine"))["host"]!).ShouldBe(Environment.MachineName);
    }

    [Theory]
    [InlineData("""{"roles": "worker"}""")]
    [InlineData("""{"layers": [-1]}""")]
    [InlineData("""{"colour": 1}""")]
    [InlineData("[]")]
    public async Task A_description_of_another_form_is_refused(string body) =>
        await room.SendAsync(HttpMethod.Put, $"/api/v1/devices/{Environment.MachineName}", body, HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("/api/v1/devices/nobody", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/devices/nobody/series?series=system::system.memory.usage.used", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/devices?state=sleepy", HttpStatusCode.BadRequest)]
    public async Task What_is_not_there_is_refused(string address, HttpStatusCode expected) => await room.GetAsync(address, expected);

    private static string[] Names(JsonNode answer) => [.. answer["devices"]!.AsArray().Select(device => (string)device!["device_id"]!)];

    private static IRunWriter Begin(RecordSender sender, string id, string host)
    {
        RunStart start = InventedRun.StartOf(id, host, InventedRun.Start);
        return sender.Begin(start with { Kind = RunKind.Monitor, Recorder = start.Recorder with { HostName = host } });
    }

    private RecordSender Sender(string name) => new(room.Address, null, Path.Combine(room.Folder, "outbox-" + name), 64 << 20, TimeProvider.System);
}
