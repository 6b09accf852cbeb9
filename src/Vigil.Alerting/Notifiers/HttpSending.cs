using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Vigil.Alerting.Notifiers;

/// <summary>Posts JSON, and says in one way how it came out.</summary>
/// <param name="client">Shared by all that post.</param>
/// <param name="time">The clock, for dates in <c>Retry-After</c>.</param>
internal sealed class HttpSending(HttpClient client, TimeProvider time)
{
    private const int LongestQuote = 200;

    /// <summary>Posts a body.</summary>
    /// <param name="url">Where; it may hold a secret and is never repeated.</param>
    /// <param name="body">What.</param>
    /// <param name="key">Identity of the notification, the same each time it is tried.</param>
    /// <param name="authorization">The header of that name; null for none.</param>
    /// <param name="accepts">Whether the body of an answer with a good status means that it was taken; null when the status says it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<Delivery> PostAsync(string url, JsonNode body, string key, string? authorization, Func<string, bool>? accepts, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            return Delivery.Never("the address is no http or https URL");
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            string text = await ReadAsync(response, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return accepts?.Invoke(text) ?? true ? Delivery.Done : Delivery.Later($"answered {(int)response.StatusCode} with: {text}");
            }

            string error = $"answered {(int)response.StatusCode}{(text.Length == 0 ? "" : ": " + text)}";
            return response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
                ? Delivery.Later(error, RetryAfter(response))
                : Delivery.Never(error);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The message may name host and port, never the path, which is where such URLs keep their secret.
            return Delivery.Later(exception.Message);
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[LongestQuote];
        int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length).Trim();
    }

    private double? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta.TotalSeconds,
        { Date: { } date } => (date - time.GetUtcNow()).TotalSeconds,
        _ => null,
    };
}
