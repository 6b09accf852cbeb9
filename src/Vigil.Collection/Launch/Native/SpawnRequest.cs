namespace Vigil.Collection.Launch.Native;

/// <summary>Everything <see cref="NativeSpawn"/> needs to start a program. Strings are without a closing zero.</summary>
internal sealed record SpawnRequest
{
    /// <summary>The file to run.</summary>
    public required byte[] Path { get; init; }

    /// <summary>Arguments, the program's own name first.</summary>
    public required IReadOnlyList<byte[]> Arguments { get; init; }

    /// <summary>Environment, each entry as NAME=value.</summary>
    public required IReadOnlyList<byte[]> Environment { get; init; }

    /// <summary>Folder to start in; null for the caller's own.</summary>
    public byte[]? WorkingDirectory { get; init; }

    /// <summary>
    /// Path of a terminal, zero-terminated: the program leads a new session with it as controlling terminal, and it
    /// is descriptor 0. Null leaves session and descriptor 0 alone.
    /// </summary>
    public byte[]? ControllingTerminal { get; init; }

    /// <summary>Whether the program leads a session of its own, without a terminal: keys and hang-ups of ours do not reach it.</summary>
    public bool NewSession { get; init; }

    /// <summary>Descriptors to place: (the caller's, the program's), in order.</summary>
    public IReadOnlyList<(int From, int To)> Descriptors { get; init; } = [];

    /// <summary>Whether errors of the program go nowhere.</summary>
    public bool DiscardErrors { get; init; }

    /// <summary>Signals that stay ignored; all others start with their default effect.</summary>
    public required IReadOnlyList<int> IgnoredSignals { get; init; }
}
