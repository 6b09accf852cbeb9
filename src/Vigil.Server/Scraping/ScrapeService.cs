using System.Net;
using Microsoft.Extensions.Hosting;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Scraping;
using Vigil.Telemetry.Sending;

namespace Vigil.Server.Scraping;

/// <summary>Asks each target for its metrics while the server runs; a slow one keeps no other waiting.</summary>
/// <param name="targets">The targets.</param>
/// <param name="receiver">Records what they answer.</param>
/// <param name="forward">Sends it on; null where nothing is sent on.</param>
/// <param name="time">The clock.</param>
internal sealed class ScrapeService(IReadOnlyList<ScrapeTarget> targets, TelemetryReceiver receiver, OtlpSender? forward, TimeProvider time) : BackgroundService
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };
    private IReadOnlyList<TargetScraper> _scrapers = [];

    /// <summary>How the targets do, in the order in which they were given.</summary>
    public IReadOnlyList<ScrapeStatus> Statuses => [.. _scrapers.Select(scraper => scraper.Status)];

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _client.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var scrapers = targets.Select(target => (target.Interval, Scraper: new TargetScraper(target, _client, Record, time))).ToList();
        _scrapers = [.. scrapers.Select(pair => pair.Scraper)];
        return Task.WhenAll(scrapers.Select(pair => FollowAsync(pair.Scraper, pair.Interval, stoppingToken)));
    }

    private async Task FollowAsync(TargetScraper scraper, TimeSpan interval, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
            {
                await scraper.ScrapeAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private ReceiveResult Record(ReadOnlyMemory<byte> request)
    {
        ReceiveResult result = receiver.Receive(Signal.Metrics, request.Span);
        if (result.State == ReceiveState.Taken)
        {
            forward?.Enqueue(Signal.Metrics, request.Span);
        }

        return result;
    }
}
