using Microsoft.Extensions.Hosting;
using Vigil.Core.Runs;
using Vigil.Operations.Health;

namespace Vigil.Server.Health;

/// <summary>Checks the machine and what settings name while the server runs.</summary>
internal sealed class HealthService : BackgroundService
{
    private readonly HealthJournal _journal;

    public HealthService(IRunStore store, RecorderIdentity recorder, IReadOnlyList<HealthCheck> checks, TimeProvider time)
    {
        _journal = new HealthJournal(store, recorder, time);
        Monitor = new HealthMonitor(time, _journal.Write);
        foreach (HealthCheck check in checks)
        {
            Monitor.RegisterCheck(check);
        }
    }

    public HealthMonitor Monitor { get; }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _journal.DisposeAsync();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        Monitor.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Monitor.RunAsync(stoppingToken);
}
