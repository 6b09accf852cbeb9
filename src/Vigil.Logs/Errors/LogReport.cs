namespace Vigil.Logs.Errors;

/// <summary>What a log tells.</summary>
public sealed record LogReport
{
    /// <summary>The cause of the failure, told from its echoes; null when nothing failed.</summary>
    public LogFinding? Primary { get; init; }

    /// <summary>Everything that failed, the primary first, then in order of lines.</summary>
    public IReadOnlyList<LogFinding> Findings { get; init; } = [];

    /// <summary>Benign things, in order of lines.</summary>
    public IReadOnlyList<LogFinding> Warnings { get; init; } = [];

    /// <summary>Number on the last line of training progress; null when there was none.</summary>
    public long? LastStep { get; init; }

    /// <summary>The last lines that say anything, at most 20, each at most 512 characters, as they stood on the screen, without colours; in order.</summary>
    public IReadOnlyList<string> LastLines { get; init; } = [];

    /// <summary>Lines read.</summary>
    public long Lines { get; init; }

    /// <summary>Bytes read.</summary>
    public long Bytes { get; init; }

    /// <summary>False when what was read looks like no text: more than one byte in a hundred is a control character that no terminal takes.</summary>
    public bool IsText { get; init; } = true;
}
