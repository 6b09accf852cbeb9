namespace Vigil.Analysis.Memory;

/// <summary>
/// Who held an accelerator's memory, at a failed allocation or at the peak. From samples, and from the framework's own
/// message where there is one; null is what neither says.
/// </summary>
public sealed record GpuLedger
{
    /// <summary>
    /// Below this share of the device, what lies unused is the rounding that every allocator has: to win it back would put
    /// the failure off by moments.
    /// </summary>
    private const double FragmentedShare = 0.02;

    /// <summary>The accelerator's key; null when only the message tells of it.</summary>
    public string? GpuKey { get; init; }

    /// <summary>Index of the device; null when not known.</summary>
    public int? Index { get; init; }

    /// <summary>The instant, seconds since the Unix epoch; null when only the message tells of it, without a time.</summary>
    public double? At { get; init; }

    /// <summary>The device's memory, bytes.</summary>
    public double? TotalBytes { get; init; }

    /// <summary>In use by everybody, bytes.</summary>
    public double? UsedBytes { get; init; }

    /// <summary>Free at the failed allocation, bytes.</summary>
    public double? FreeBytes { get; init; }

    /// <summary>Held by the processes of this run, bytes.</summary>
    public double? OwnBytes { get; init; }

    /// <summary>Held by others on the same device, bytes.</summary>
    public double? OtherTenantsBytes { get; init; }

    /// <summary>The others, by process number; 0 for those that cannot be told apart.</summary>
    public IReadOnlyList<(long Pid, double Bytes)> OtherTenants { get; init; } = [];

    /// <summary>Of the run's own: held by tensors, bytes.</summary>
    public double? AllocatedBytes { get; init; }

    /// <summary>Of the run's own: kept by the framework's allocator without a tensor in it, bytes.</summary>
    public double? ReservedUnusedBytes { get; init; }

    /// <summary>The request that failed, bytes; null when none did.</summary>
    public double? RequestBytes { get; init; }

    /// <summary>
    /// True when the request would have fitted into what the allocator kept unused, had that been in one piece, and that
    /// was a share of the device worth having.
    /// </summary>
    public bool IsFragmented => RequestBytes is { } request && ReservedUnusedBytes >= request && ReservedUnusedBytes >= FragmentedShare * TotalBytes;

    /// <summary>What the device would have had to hold, bytes: what was in use, and the request less what was free. The peak when no request failed.</summary>
    public double? NeededBytes => RequestBytes is { } request && TotalBytes is { } total
        ? Math.Max(UsedBytes ?? 0, total - (FreeBytes ?? (total - (UsedBytes ?? total))) + request)
        : UsedBytes;
}
