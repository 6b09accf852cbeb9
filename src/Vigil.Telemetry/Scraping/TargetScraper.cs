using System.Buffers;
using System.Net.Http.Headers;
using Vigil.Telemetry.Receiving;

namespace Vigil.Telemetry.Scraping;

/// <summary>Asks one target for its page and records it. One request at a time.</summary>
/// <param name="target">The target.</param>
/// <param name="client">Asks; its own timeout must not be shorter than the target's.</param>
/// <param name="record">Takes an export request of metrics.</param>
/// <param name="time">The clock.</param>
public sealed class TargetScraper(ScrapeTarget target, HttpClient client, Func<ReadOnlyMemory<byte>, ReceiveResult> record, TimeProvider time)
{
    private const string OpenMetrics = "application/openmetrics-text";
    private const string Accept = OpenMetrics + ";version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5";

    private readonly PageRequest _request = new(target);
    private volatile ScrapeStatus _status = new(target, ScrapeState.Waiting) { Since = Seconds(time.GetUtcNow()) };

    /// <summary>How it does; a snapshot, from any thread.</summary>
    public ScrapeStatus Status => _status;

    /// <summary>Asks once. Whatever the target does becomes its state; nothing is thrown but for <paramref name="cancellationToken"/>.</summary>
    public async Task ScrapeAsync(CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        DateTimeOffset at = time.GetUtcNow();
        ScrapeStatus status;
        try
        {
            using var deadline = new CancellationTokenSource(target.Timeout, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            status = await AskAsync(started, at, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            status = Failed(ScrapeState.Down, $"no answer within {target.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            status = Failed(ScrapeState.Down, exception.Message);
        }

        if (status.State != ScrapeState.Up)
        {
            record(_request.WriteDown(Nanoseconds(at)));
        }

        _status = status with
        {
            Engine = status.Engine ?? _status.Engine,
            Since = status.State == _status.State ? _status.Since : Seconds(at),
            LastAsked = Seconds(at),
            Seconds = time.GetElapsedTime(started).TotalSeconds,
        };
    }

    private async Task<ScrapeStatus> AskAsync(long started, DateTimeOffset at, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target.Url);
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        foreach ((string name, string value) in target.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (target.TokenFile is { } file)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).Trim());
        }

        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            return Failed(ScrapeState.Refused, $"it answers {(int)response.StatusCode} {response.ReasonPhrase}");
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            int length = 0;
            using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            while (await body.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and int read)
            {
                length += read;
                if (length > target.MostBytes)
                {
                    return Failed(ScrapeState.Refused, $"the page is larger than {target.MostBytes >> 20} MiB");
                }

                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(length * 2);
                    buffer.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            MetricPage page = PageReader.Read(buffer.AsSpan(0, length), response.Content.Headers.ContentType?.MediaType == OpenMetrics, target.MostOthers);
            return page.Fault is { } fault ? Failed(ScrapeState.Refused, fault) : Record(page, at, time.GetElapsedTime(started).TotalSeconds);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ScrapeStatus Record(MetricPage page, DateTimeOffset at, double seconds)
    {
        ReceiveResult result = record(_request.Write(page.Families, Nanoseconds(at), seconds));
        return new ScrapeStatus(target, ScrapeState.Up)
        {
            Engine = page.Families.Select(family => EngineMetrics.EngineOf(family.Name)).FirstOrDefault(engine => engine is not null),
            Reason = result.State == ReceiveState.Taken ? null : result.Message,
            Samples = page.Lines,
            LeftOut = page.LeftOut + result.Rejected,
        };
    }

    private ScrapeStatus Failed(ScrapeState state, string reason) => new(target, state) { Reason = reason };

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;

    private static long Nanoseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks * 100;
}
