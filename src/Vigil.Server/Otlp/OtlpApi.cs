using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vigil.Core.Intake;
using Vigil.Core.Operations;
using Vigil.Core.Runs;
using Vigil.Server.Access;
using Vigil.Telemetry.Json;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Records;
using Vigil.Telemetry.Sending;

namespace Vigil.Server.Otlp;

/// <summary>The OpenTelemetry protocol over HTTP: metrics, logs and traces in, as protobuf or JSON, plain or compressed.</summary>
internal static class OtlpApi
{
    private const long LargestBody = 32 << 20;

    public static void Add(IServiceCollection services, RecorderIdentity recorder, Func<IRecordIntake> openIntake, Uri? forward, IReadOnlyDictionary<string, string> headers)
    {
        services.AddSingleton(provider => new TelemetryReceiver(provider.GetRequiredService<IRunStore>(), provider.GetRequiredService<IOperationStore>().OpenSink(), recorder, new ReceiverOptions(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<ReceiverPump>();
        services.AddSingleton(_ => openIntake());
        services.AddSingleton<RecordDecoder>();
        if (forward is not null)
        {
            services.AddSingleton(provider => new OtlpSender(forward, headers, provider.GetRequiredService<TimeProvider>()));
        }
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/v1/metrics", Signal.Metrics);
        Map(routes, "/v1/logs", Signal.Logs);
        Map(routes, "/v1/traces", Signal.Traces);
    }

    private static void Map(IEndpointRouteBuilder routes, string address, Signal signal) =>
        routes.MapPost(address, (HttpContext context) => ReceiveAsync(context, signal)).WithMetadata(new NotCountedAttribute()).ExcludeFromDescription();

    private static async Task ReceiveAsync(HttpContext context, Signal signal)
    {
        long received = RecordsIn.Now(context);
        if (OtlpAnswer.FormatOf(context.Request) is not { } format)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody;
        }

        using RequestBody? body = await RequestBody.ReadAsync(context.Request, LargestBody, context.RequestAborted);
        if (body is null)
        {
            await OtlpAnswer.FailAsync(context, format, StatusCodes.Status415UnsupportedMediaType, "the body may be compressed by gzip, deflate or br, or not at all");
            return;
        }

        if (body.Fault is { } fault)
        {
            await OtlpAnswer.FailAsync(context, format, fault, fault == StatusCodes.Status413PayloadTooLarge ? $"a body may take {LargestBody >> 20} MiB, compressed or not" : "the body cannot be decompressed");
            return;
        }

        if (context.Request.Headers.ContainsKey(RecordWords.RecordHeader))
        {
            await RecordsIn.ReceiveAsync(context, format, signal, body, received);
            return;
        }

        RecordsIn.TellTime(context, received);
        ReceiveResult result = Receive(context.RequestServices, signal, format, body.Bytes);
        switch (result.State)
        {
            case ReceiveState.Taken:
                await OtlpAnswer.TakenAsync(context, format, signal, result);
                break;
            case ReceiveState.Busy:
                context.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
                await OtlpAnswer.FailAsync(context, format, StatusCodes.Status503ServiceUnavailable, result.Message!);
                break;
            default:
                await OtlpAnswer.FailAsync(context, format, StatusCodes.Status400BadRequest, result.Message!);
                break;
        }
    }

    private static ReceiveResult Receive(IServiceProvider services, Signal signal, OtlpFormat format, ReadOnlySpan<byte> body)
    {
        if (format == OtlpFormat.Json)
        {
            if (JsonTranscoder.Transcode(signal, body) is not { } message)
            {
                return new ReceiveResult(ReceiveState.Malformed, Message: "the body is no export request of the OpenTelemetry protocol in JSON");
            }

            body = message;
        }

        ReceiveResult result = services.GetRequiredService<TelemetryReceiver>().Receive(signal, body);
        if (result.State == ReceiveState.Taken)
        {
            services.GetService<OtlpSender>()?.Enqueue(signal, body);
        }

        return result;
    }
}
