using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vigil.Operations.Health;

namespace Vigil.Server.Health;

/// <summary>A health check of ASP.NET Core that asks a monitor: critical is unhealthy, a warning degraded, unknown healthy, with the reasons as data.</summary>
/// <param name="monitor">The monitor.</param>
public sealed class MonitorHealthCheck(HealthMonitor monitor) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        DeviceHealth overall = monitor.Overall();
        HealthStatus status = overall.State switch
        {
            CheckState.Critical => context.Registration.FailureStatus,
            CheckState.Warning => HealthStatus.Degraded,
            _ => HealthStatus.Healthy,
        };
        var data = monitor.Statuses.ToDictionary(check => check.Check.Name, check => (object)(check.Reason ?? check.State.ToString()));
        return Task.FromResult(new HealthCheckResult(status, overall.Reasons.Count == 0 ? null : string.Join("; ", overall.Reasons), data: data));
    }
}

/// <summary>Health checks of ASP.NET Core as checks of a monitor.</summary>
public static class AspNetHealth
{
    /// <summary>One that is registered: unhealthy is critical, degraded a warning.</summary>
    /// <param name="registration">Says how it is made, its name, and its timeout.</param>
    /// <param name="services">It is made from these.</param>
    public static HealthCheck ToCheck(HealthCheckRegistration registration, IServiceProvider services)
    {
        var check = new HealthCheck
        {
            Name = registration.Name,
            Description = string.Join(", ", registration.Tags),
            Run = async cancellationToken =>
            {
                HealthCheckResult result = await registration.Factory(services).CheckHealthAsync(new HealthCheckContext { Registration = registration }, cancellationToken);
                string reason = result.Description ?? result.Exception?.Message ?? $"{registration.Name} says {result.Status}";
                return result.Status switch
                {
                    HealthStatus.Healthy => CheckResult.Healthy(),
                    HealthStatus.Degraded => new CheckResult(CheckState.Warning, null, reason),
                    _ => CheckResult.Critical(reason),
                };
            },
        };
        return registration.Timeout > TimeSpan.Zero ? check with { Timeout = registration.Timeout } : check;
    }
}
