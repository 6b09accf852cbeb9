namespace Vigil.Collection.Launch;

/// <summary>What to start, and how.</summary>
public sealed record LaunchOptions
{
    /// <summary>
    /// The program: with a slash that file, otherwise searched on PATH. Together with <see cref="Arguments"/> passed
    /// byte for byte where both stand at the end of Vigil's own command line, even if they are not UTF-8.
    /// </summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments, without its own name. Default: none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Variables that are set for the program beside the environment Vigil was started with, which is passed as it
    /// is. A name that exists already is replaced. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> EnvironmentAdditions { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Folder it starts in; null, the default, for Vigil's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Receives a copy of the output; null, the default, when nobody wants it.</summary>
    public IOutputSink? Sink { get; init; }

    /// <summary>Is told about stops and signals; null, the default, when nobody wants to know.</summary>
    public IProgramListener? Listener { get; init; }

    /// <summary>Gives the times of received signals.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
