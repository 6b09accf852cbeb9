namespace Vigil.Server.Otlp;

/// <summary>How a request is written, and its answer.</summary>
internal enum OtlpFormat
{
    Protobuf,
    Json,
}
