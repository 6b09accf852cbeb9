namespace Vigil.Faults.Tests.Support;

/// <summary>What a program may use. Null: as much as there is.</summary>
internal sealed record Limits
{
    /// <summary>RAM, bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Whether what does not fit may go to swap; otherwise the kernel kills.</summary>
    public bool MaySwap { get; init; }

    /// <summary>CPU time per second, in cores.</summary>
    public double? Cores { get; init; }

    /// <summary>What may be read per second from the disk that a folder lies on.</summary>
    public long? DiskBytesPerSecond { get; init; }
}
