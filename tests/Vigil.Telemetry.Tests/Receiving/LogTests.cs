using System.Text;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Telemetry.Json;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Tests.Support;

namespace Vigil.Telemetry.Tests.Receiving;

public sealed class LogTests : IAsyncLifetime
{
    private readonly ReceiverFixture _fixture = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Log_records_become_lines_and_those_with_a_name_events()
    {
        Send("""
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"api"}}]},"scopeLogs":[{"scope":{"name":"App.Orders"},"logRecords":[
              {"timeUnixNano":"1700000000000000000","severityNumber":17,"body":{"stringValue":"no stock"},"attributes":[{"key":"item","value":{"intValue":"42"}},
                {"key":"exception.stacktrace","value":{"stringValue":"at A\nat B\n"}}],"traceId":"5b8efff798038103d269b633813fc60c","unknown":{"a":[1]}},
              {"severityText":"info","body":{"kvlistValue":{"values":[{"key":"a","value":{"boolValue":true}}]}}},
              {"timeUnixNano":1700000001000000000,"eventName":"checkpoint_saved","body":{"stringValue":"done"},"attributes":[{"key":"path","value":{"stringValue":"/x"}}]}]}]}]}
            """);

        RunRecord run = await _fixture.FinishAsync();
        string output = string.Concat(_fixture.Store.ReadOutput(run.Start.Id).Select(piece => Encoding.UTF8.GetString(piece.Data.Span)));
        output.ShouldBe("ERROR App.Orders: no stock item=42\nat A\nat B\nINFO App.Orders: {\"a\":true}\n");
        RunEvent told = _fixture.Store.ReadEvents(run.Start.Id).ShouldHaveSingleItem().Event;
        told.Type.ShouldBe("checkpoint_saved");
        told.UnixSeconds.ShouldBe(1_700_000_001);
        told.Text("path").ShouldBe("/x");
        told.Text("body").ShouldBe("done");
    }

    private void Send(string json) =>
        _fixture.Receiver.Receive(Signal.Logs, JsonTranscoder.Transcode(Signal.Logs, Encoding.UTF8.GetBytes(json)).ShouldNotBeNull()).ShouldBe(new ReceiveResult(ReceiveState.Taken));
}
