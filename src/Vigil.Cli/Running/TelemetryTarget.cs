using Vigil.Telemetry.Sending;

namespace Vigil.Cli.Running;

/// <summary>A receiver of the OpenTelemetry protocol.</summary>
internal static class TelemetryTarget
{
    private const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";

    /// <summary>Headers for receivers, given as other programs take them: by <c>OTEL_EXPORTER_OTLP_HEADERS</c>.</summary>
    public static IReadOnlyDictionary<string, string> Headers() => OtlpSender.ParseHeaders(Environment.GetEnvironmentVariable(HeadersVariable));

    /// <summary>Begins to send there.</summary>
    public static OtlpSender Open(Uri endpoint, TimeProvider time) => new(endpoint, Headers(), time);
}
