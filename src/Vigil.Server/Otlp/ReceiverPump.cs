using Microsoft.Extensions.Hosting;
using Vigil.Telemetry.Receiving;

namespace Vigil.Server.Otlp;

/// <summary>Lets the receiver do what is due, several times a second.</summary>
internal sealed class ReceiverPump(TelemetryReceiver receiver, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await receiver.TendAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
