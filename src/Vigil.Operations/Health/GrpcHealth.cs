using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Vigil.Operations.Health;

/// <summary>
/// One call of <c>grpc.health.v1.Health/Check</c> over an <see cref="HttpClient"/>: a frame of five bytes and a message each way, the
/// call's status in the trailers. <see href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md"/>
/// </summary>
internal static class GrpcHealth
{
    private const int LongestService = 100;
    private const int HeadBytes = 5;
    private static readonly string[] s_states = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];

    public static async Task<(bool IsServing, string? Reason)> AskAsync(Uri address, string service, HttpClient client, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Request(service)) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/grpc.health.v1.Health/Check"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using HttpResponseMessage response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            return (false, $"it answers {(int)response.StatusCode} {response.ReasonPhrase}");
        }

        // A call that fails at once has its status among the headers.
        string? status = Value(response.TrailingHeaders, "grpc-status") ?? Value(response.Headers, "grpc-status");
        if (status != "0")
        {
            string message = Uri.UnescapeDataString(Value(response.TrailingHeaders, "grpc-message") ?? Value(response.Headers, "grpc-message") ?? "");
            return (false, status is null ? "it does not speak gRPC" : $"the call failed with status {status} {message}".TrimEnd());
        }

        int state = StateOf(body);
        return (state == 1, state == 1 ? null : $"it says {(state >= 0 && state < s_states.Length ? s_states[state] : "nothing that is known")}");
    }

    private static byte[] Request(string service)
    {
        byte[] name = Encoding.UTF8.GetBytes(service.Length > LongestService ? service[..LongestService] : service);
        int length = name.Length == 0 ? 0 : Math.Min(name.Length, sbyte.MaxValue) + 2;
        byte[] frame = new byte[HeadBytes + length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), length);
        if (length > 0)
        {
            frame[HeadBytes] = (1 << 3) | 2;
            frame[HeadBytes + 1] = (byte)(length - 2);
            name.AsSpan(0, length - 2).CopyTo(frame.AsSpan(HeadBytes + 2));
        }

        return frame;
    }

    // The message has one field that is read, the state; a message without it means the first.
    private static int StateOf(byte[] body) =>
        body.Length < HeadBytes || body[0] != 0 ? -1
        : body.Length == HeadBytes ? 0
        : body.Length >= HeadBytes + 2 && body[HeadBytes] == 1 << 3 ? body[HeadBytes + 1]
        : -1;

    private static string? Value(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
