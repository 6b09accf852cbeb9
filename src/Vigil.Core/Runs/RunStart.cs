using System.Text.Json.Nodes;

namespace Vigil.Core.Runs;

/// <summary>What is known of a run when it starts.</summary>
public sealed record RunStart
{
    /// <summary>The run's id: see <see cref="RunIds"/>.</summary>
    public required string Id { get; init; }

    /// <summary>What is recorded; a program by default.</summary>
    public RunKind Kind { get; init; }

    /// <summary>Name for people; any text, need not be unique.</summary>
    public required string Name { get; init; }

    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Folder it was started in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>When it started, seconds since the Unix epoch.</summary>
    public required double StartedAt { get; init; }

    /// <summary>Time between samples, seconds.</summary>
    public required double SampleIntervalSeconds { get; init; }

    /// <summary>Id of the run that this one was started inside of; null for none.</summary>
    public string? ParentRunId { get; init; }

    /// <summary>Command, folder, git, configuration files, environment, host, versions; see docs/snapshot.md.</summary>
    public JsonObject? Snapshot { get; init; }

    /// <summary>The recording process, so that a later command can tell whether it still lives.</summary>
    public required RecorderIdentity Recorder { get; init; }
}
