namespace Vigil.Core.Maintenance;

/// <summary>
/// How long what was recorded is kept. It holds for records of machines and services; runs of programs are kept for ever unless
/// <see cref="IncludesRuns"/>, and a run that is being recorded is never touched. Null keeps for ever.
/// </summary>
public sealed record RetentionPolicy
{
    /// <summary>Deletes nothing.</summary>
    public static RetentionPolicy KeepAll { get; } = new() { RawAge = null, MinuteAge = null };

    /// <summary>Age from which samples are deleted; roll-ups to minutes and hours stay. Default 30 days.</summary>
    public TimeSpan? RawAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Age from which roll-ups to minutes are deleted. Default 365 days.</summary>
    public TimeSpan? MinuteAge { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Age from which roll-ups to hours are deleted, and ended records of which nothing is left with them. Default: never.</summary>
    public TimeSpan? HourAge { get; init; }

    /// <summary>
    /// Most bytes that the database may hold: beyond it the oldest samples are deleted, then the oldest roll-ups to minutes,
    /// then whole records that ended, the oldest first. Default: any number.
    /// </summary>
    public long? MostBytes { get; init; }

    /// <summary>Whether runs of programs that ended are subject to all this too. Default false.</summary>
    public bool IncludesRuns { get; init; }
}
