using Vigil.Core.Runs;

namespace Vigil.Storage.Sqlite;

/// <summary>How to use an SQLite store.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>The database file; created with its folder when missing, unless <see cref="ReadOnly"/>.</summary>
    public required string Path { get; init; }

    /// <summary>Whether to open it for reading alone; nothing is created or migrated then, and orphans are left open. Default false.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Tells whether a recording process of this machine and this boot still lives. Default: looks at its start time in
    /// /proc, and where there is no /proc at its number alone.
    /// </summary>
    public Func<RecorderIdentity, bool> IsRecorderAlive { get; init; } = RecorderLiveness.IsAlive;

    /// <summary>Name of this machine, as recorders of it give it. Default: the system's.</summary>
    public string HostName { get; init; } = Environment.MachineName;

    /// <summary>The kernel's id of this boot, as recorders give it; empty when there is none. Default: read from /proc.</summary>
    public string BootId { get; init; } = ThisBoot;

    /// <summary>The id of this boot, as recorders of this machine give it; empty where there is none.</summary>
    public static string ThisBoot { get; } = RecorderLiveness.ReadBootId();

    /// <summary>This process, as the runs that it records name it.</summary>
    public static RecorderIdentity ThisRecorder { get; } = RecorderLiveness.OfThisProcess();

    /// <summary>Most memory that waits for the disk, per run, in bytes; at least 64 KiB. Default 8 MiB.</summary>
    public int QueueBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Steps stored per second; of more, an even selection. 0 keeps all. Default 50.</summary>
    public int MostStepsPerSecond { get; init; } = 50;

    /// <summary>Output kept of each stream from its start, bytes. Default 8 MiB.</summary>
    public long OutputHeadBytes { get; init; } = 8L * 1024 * 1024;

    /// <summary>Output kept of each stream up to its end, bytes. Default 8 MiB.</summary>
    public long OutputTailBytes { get; init; } = 8L * 1024 * 1024;

    /// <summary>Samples that stand as single rows before they are packed together; 2 to 65,536. Default 512.</summary>
    public int TailSamples { get; init; } = 512;

    /// <summary>The longest that something waits for its transaction. Default 0.9 s, so that it is on disk within a second.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(0.9);

    /// <summary>How long a command waits for another process's lock. Default 5 s.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
