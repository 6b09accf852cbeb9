namespace Vigil.Analysis.Memory;

/// <summary>Who held the memory of the machine, or of the control group where it has the lower limit, at one instant.</summary>
public sealed record MemoryLedger
{
    /// <summary>The instant, seconds since the Unix epoch.</summary>
    public required double At { get; init; }

    /// <summary>True when it is the last sample before a kill, false when it is the peak.</summary>
    public required bool IsAtKill { get; init; }

    /// <summary>The limit of the control group, or the machine's memory, bytes.</summary>
    public required double TotalBytes { get; init; }

    /// <summary>True when the total is a control group's limit.</summary>
    public required bool IsLimited { get; init; }

    /// <summary>In use, page cache that can be dropped not counted, bytes.</summary>
    public required double UsedBytes { get; init; }

    /// <summary>What was needed, bytes: at a kill by a control group at least its limit, however little the last sample saw of it.</summary>
    public double NeededBytes => IsAtKill && IsLimited ? Math.Max(UsedBytes, TotalBytes) : UsedBytes;

    /// <summary>Held by nobody, bytes: together with the entries it makes the total.</summary>
    public required double FreeBytes { get; init; }

    /// <summary>The accounts, processes first, the largest first.</summary>
    public required IReadOnlyList<LedgerEntry> Entries { get; init; }

    /// <summary>One sentence on how processes' memory was counted, so that nothing counts twice.</summary>
    public required string Basis { get; init; }

    /// <summary>What one kind of holder holds together, bytes.</summary>
    public double Of(LedgerHolder holder) => Entries.Where(entry => entry.Holder == holder).Sum(entry => entry.Bytes);
}
