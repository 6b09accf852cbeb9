using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Vigil.Core.Runs;
using Vigil.Server.Tests.Support;
using Vigil.Storage.Sqlite;

namespace Vigil.Server.Tests.Otlp;

/// <summary>The OpenTelemetry SDK for .NET reports here as it would anywhere.</summary>
public sealed class SdkTests : IAsyncLifetime
{
    private readonly ControlRoomFixture _room = new();

    public Task InitializeAsync() => _room.InitializeAsync();

    public Task DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task Instruments_of_every_sort_arrive()
    {
        Report(_room.Address);

        RunRecord run = await Eventually.GetAsync(() => Task.FromResult(_room.Store.ListRuns(kind: RunKind.Service) is [var found, ..] ? found : null));
        await Eventually.GetAsync(() => Task.FromResult(_room.Store.ReadSubjects(run.Start.Id).Count == 4 ? "all" : null));
        run.Start.Name.ShouldBe("sdk");
        Latest(_room.Store, run, "requests{route=/a}", "value").ShouldBe(7);
        Latest(_room.Store, run, "temperature", "value").ShouldBe(21.5);
        Latest(_room.Store, run, "duration", "count").ShouldBe(2);
        Latest(_room.Store, run, "duration", "sum").ShouldBe(1.25);
        Latest(_room.Store, run, "fine", "count").ShouldBe(3);
        StoredSubject histogram = _room.Store.ReadSubjects(run.Start.Id).Single(subject => subject.Key == "duration");
        Enumerable.Range(0, histogram.Metrics.Count - 4).Sum(bucket => Latest(_room.Store, run, "duration", $"bucket.{bucket}")).ShouldBe(2);
    }

    [Fact]
    public async Task Spans_are_operations()
    {
        using var source = new ActivitySource("sdk-" + Guid.NewGuid().ToString("N"));
        using (TracerProvider provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(source.Name)
            .ConfigureResource(resource => resource.Clear().AddService("sdk", serviceInstanceId: "1"))
            .AddOtlpExporter(exporter =>
            {
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.Endpoint = new Uri(_room.Address, "/v1/traces");
            })
            .Build())
        {
            using (Activity request = source.StartActivity("POST /ask", ActivityKind.Server)!)
            {
                using Activity chat = source.StartActivity("chat model", ActivityKind.Client)!;
                chat.SetTag("gen_ai.operation.name", "chat");
                chat.SetTag("gen_ai.usage.output_tokens", 12);
                chat.SetTag("api_key", "hidden");
                chat.SetStatus(ActivityStatusCode.Error, "no room");
            }

            provider.ForceFlush(60_000).ShouldBeTrue();
        }

        JsonArray listed = await Eventually.GetAsync(async () => (await _room.GetAsync("/api/v1/operations/list"))["operations"]!.AsArray() is { Count: 2 } both ? both : null);
        JsonNode chatted = listed.Single(operation => (string)operation!["metric_type"]! == "inference_request")!;
        JsonNode asked = listed.Single(operation => (string)operation!["metric_type"]! == "server")!;
        ((string)chatted["operation_name"]!).ShouldBe("chat model");
        ((string)chatted["parent_span_id"]!).ShouldBe((string)asked["span_id"]!);
        ((string)chatted["error_message"]!).ShouldBe("no room");
        chatted["metadata"]!.ToJsonString().ShouldBe("""{"gen_ai.operation.name":"chat","gen_ai.usage.output_tokens":12,"api_key":"***"}""");
        (await _room.GetAsync($"/api/v1/operations/trace/{(string)chatted["trace_id"]!}"))["operations"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_arrives_is_sent_on()
    {
        var first = new ControlRoomFixture { Configure = options => options with { Forward = _room.Address } };
        await first.InitializeAsync();
        try
        {
            Report(first.Address);
            await Eventually.GetAsync(() => Task.FromResult(_room.Store.ListRuns(kind: RunKind.Service).FirstOrDefault(run => run.Start.Name == "sdk")));
        }
        finally
        {
            await first.DisposeAsync();
        }
    }

    private static void Report(Uri address)
    {
        using var meter = new Meter("sdk-" + Guid.NewGuid().ToString("N"));
        using MeterProvider provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(meter.Name)
            .ConfigureResource(resource => resource.Clear().AddService("sdk", serviceInstanceId: "1"))
            .AddView("fine", new Base2ExponentialBucketHistogramConfiguration())
            .AddOtlpExporter(exporter =>
            {
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.Endpoint = new Uri(address, "/v1/metrics");
            })
            .Build();
        meter.CreateCounter<long>("requests", "{request}").Add(7, new KeyValuePair<string, object?>("route", "/a"));
        meter.CreateObservableGauge("temperature", () => 21.5, "Cel");
        Histogram<double> duration = meter.CreateHistogram<double>("duration", "s");
        duration.Record(0.25);
        duration.Record(1);
        Histogram<double> fine = meter.CreateHistogram<double>("fine", "s");
        fine.Record(0.1);
        fine.Record(0);
        fine.Record(30);
        provider.ForceFlush(60_000).ShouldBeTrue();
    }

    private static double Latest(SqliteRunStore store, RunRecord run, string key, string column)
    {
        StoredSubject subject = store.ReadSubjects(run.Start.Id).Single(candidate => candidate.Key == key);
        return subject.Metrics.Single(metric => metric.Name == column).Value(store.ReadSeries(run.Start.Id, subject.Id).Columns[column][^1]);
    }
}
