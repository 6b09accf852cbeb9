using System.Text;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Operations;
using Vigil.Core.Runs;
using Vigil.Telemetry.Json;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Tests.Support;

namespace Vigil.Telemetry.Tests.Receiving;

public sealed class SecretTests : IAsyncLifetime
{
    private readonly ReceiverFixture _fixture = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task A_service_is_recorded_without_the_secrets_of_its_resource()
    {
        Send(Signal.Logs, """
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"api"}},
              {"key":"process.command_args","value":{"arrayValue":{"values":[{"stringValue":"serve"},{"stringValue":"--api-key"},{"stringValue":"hidden1"},{"stringValue":"--size=3"}]}}},
              {"key":"process.command_line","value":{"stringValue":"serve --api-key hidden1 --size=3"}},
              {"key":"deploy.token","value":{"stringValue":"hidden2"}},{"key":"database","value":{"stringValue":"postgres://me:hidden3@db/x"}}]},
              "scopeLogs":[{"logRecords":[{"body":{"stringValue":"up"}}]}]}]}
            """);

        RunRecord run = await _fixture.FinishAsync();
        run.Start.Command.ShouldBe(["serve", "--api-key", "***", "--size=3"]);
        string snapshot = run.Start.Snapshot!.ToJsonString();
        snapshot.ShouldNotContain("hidden");
        snapshot.ShouldContain("serve --api-key *** --size=3");
        snapshot.ShouldContain("postgres://***@db/x");
    }

    [Fact]
    public async Task Log_records_are_recorded_without_the_secrets_of_their_attributes()
    {
        Send(Signal.Logs, """
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[
              {"body":{"stringValue":"asked"},"attributes":[{"key":"api_key","value":{"stringValue":"hidden"}},{"key":"url.full","value":{"stringValue":"https://h/x?token=hidden&n=1"}}]},
              {"eventName":"signed_in","body":{"kvlistValue":{"values":[{"key":"password","value":{"stringValue":"hidden"}}]}},"attributes":[{"key":"http.request.header.authorization","value":{"stringValue":"hidden"}}]}]}]}]}
            """);

        RunRecord run = await _fixture.FinishAsync();
        string.Concat(_fixture.Store.ReadOutput(run.Start.Id).Select(piece => Encoding.UTF8.GetString(piece.Data.Span)))
            .ShouldBe("asked api_key=*** url.full=https://h/x?token=***&n=1\n");
        RunEvent told = _fixture.Store.ReadEvents(run.Start.Id).ShouldHaveSingleItem().Event;
        told.Details!.ToJsonString().ShouldBe("""{"body":{"password":"***"},"http.request.header.authorization":"***"}""");
    }

    [Fact]
    public void Spans_are_recorded_without_the_secrets_of_their_attributes()
    {
        byte[] request = JsonTranscoder.Transcode(Signal.Traces, Encoding.UTF8.GetBytes("""
            {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000010","spanId":"00000000000000ff","name":"GET /x?sig=1&access_token=hidden",
              "startTimeUnixNano":"1000","endTimeUnixNano":"3500","attributes":[{"key":"client.secret","value":{"stringValue":"hidden"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"7"}}],
              "status":{"code":2,"message":"https://me:hidden@host refused"}}]}]}]}
            """))!;
        var group = new Wire.ProtoReader(request);
        group.Next().ShouldBeTrue();

        Operation span = new SpanRecorder().Read(group.Span).ToArray().ShouldHaveSingleItem();

        span.Key.Name.ShouldBe("GET /x?sig=1&access_token=***");
        span.Detail!.Error.ShouldBe("https://***@host refused");
        span.Detail.Metadata!.ToJsonString().ShouldBe("""{"client.secret":"***","gen_ai.usage.input_tokens":7}""");
    }

    [Fact]
    public async Task Series_that_only_a_secret_tells_apart_stay_apart_without_it()
    {
        long now = ReceiverFixture.Now;
        _fixture.Receiver.Receive(Signal.Metrics, Requests.Of(writer => Requests.Metric(writer, "calls", "1", 5, points =>
        {
            Requests.Integer(points, now, 1, ("api.key", "hidden1"));
            Requests.Integer(points, now, 2, ("api.key", "hidden2"));
            Requests.Integer(points, now, 3, ("region", "eu"));
        }))).ShouldBe(new ReceiveResult(ReceiveState.Taken));

        RunRecord run = await _fixture.FinishAsync();
        IReadOnlyList<StoredSubject> subjects = _fixture.Store.ReadSubjects(run.Start.Id).Where(subject => subject.Kind == SubjectKind.Instrument).ToList();
        subjects.Select(subject => subject.Key).ShouldBe(["calls{api.key=***}", "calls{api.key=***}#2", "calls{region=eu}"], ignoreOrder: true);
        subjects.ShouldAllBe(subject => !subject.Attributes.Values.Any(value => value.Contains("hidden")));
        _fixture.Column(run, "calls{api.key=***}#2").ShouldBe([2.0]);
    }

    private void Send(Signal signal, string json) =>
        _fixture.Receiver.Receive(signal, JsonTranscoder.Transcode(signal, Encoding.UTF8.GetBytes(json)).ShouldNotBeNull()).ShouldBe(new ReceiveResult(ReceiveState.Taken));
}
