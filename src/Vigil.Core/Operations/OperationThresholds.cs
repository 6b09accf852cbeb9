namespace Vigil.Core.Operations;

/// <summary>From where on operations and the machine they ran on are called a bottleneck; the performance document's figures by default.</summary>
public sealed record OperationThresholds
{
    /// <summary>An operation that takes longer is slow, seconds. Default 30.</summary>
    public double SlowSeconds { get; init; } = 30;

    /// <summary>Share of slow operations above which there are many, 0 to 1. Default 0.1.</summary>
    public double SlowShare { get; init; } = 0.1;

    /// <summary>Share of failures above which there are many, 0 to 1. Default 0.05.</summary>
    public double FailureShare { get; init; } = 0.05;

    /// <summary>CPU use above which it is high, per cent. Default 80.</summary>
    public double HighCpuPercent { get; init; } = 80;

    /// <summary>Share of samples with high CPU use above which it is a bottleneck, 0 to 1. Default 0.2.</summary>
    public double HighCpuShare { get; init; } = 0.2;

    /// <summary>Memory use above which it is high, per cent. Default 85.</summary>
    public double HighMemoryPercent { get; init; } = 85;

    /// <summary>Free disk space below which it is low, GiB. Default 5.</summary>
    public double LowDiskGibibytes { get; init; } = 5;

    /// <summary>Mean time of downloads above which they are slow, seconds. Default 300.</summary>
    public double DownloadSeconds { get; init; } = 300;

    /// <summary>Mean time of health checks above which they are worth caching, seconds. Default 10.</summary>
    public double HealthCheckSeconds { get; init; } = 10;

    /// <summary>Share of successes that is wanted, 0 to 1. Default 0.95.</summary>
    public double WantedSuccess { get; init; } = 0.95;

    /// <summary>95th percentile of durations above which points are taken off, seconds. Default 60.</summary>
    public double FineP95Seconds { get; init; } = 60;
}
