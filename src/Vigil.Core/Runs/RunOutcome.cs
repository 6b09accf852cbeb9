namespace Vigil.Core.Runs;

/// <summary>How a run ended.</summary>
public sealed record RunOutcome
{
    /// <summary>The state it ended in.</summary>
    public required RunState State { get; init; }

    /// <summary>When it ended, seconds since the Unix epoch.</summary>
    public required double EndedAt { get; init; }

    /// <summary>Exit code of the program, 128 + n for signal n; null when it is not known.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Number of the signal that ended it; null when none did.</summary>
    public int? Signal { get; init; }

    /// <summary>Why it ended.</summary>
    public required EndCause Cause { get; init; }

    /// <summary>One sentence for people: the cause and its evidence.</summary>
    public string? Explanation { get; init; }
}
