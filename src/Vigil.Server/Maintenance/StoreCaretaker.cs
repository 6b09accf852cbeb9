using Microsoft.Extensions.Hosting;
using Vigil.Core.Maintenance;
using Vigil.Storage.Faults;

namespace Vigil.Server.Maintenance;

/// <summary>Maintains the store while the server runs: soon after its start, then every ten minutes, always in the background of what is asked of it.</summary>
internal sealed class StoreCaretaker(IStoreMaintenance maintenance, RetentionPolicy policy, TimeProvider time) : BackgroundService
{
    // Whoever opens the page first is not kept waiting by it.
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan wait = s_first;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(wait, time, stoppingToken);
                wait = s_interval;
                await maintenance.MaintainAsync(policy, stoppingToken);
            }
            catch (StoreUnavailableException)
            {
                // Locked, full or gone: nothing is lost by waiting, and the next pass goes on from here.
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
