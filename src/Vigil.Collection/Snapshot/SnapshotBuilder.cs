using System.Text.Json.Nodes;
using Vigil.Core.Secrets;

namespace Vigil.Collection.Snapshot;

/// <summary>
/// What a run started as: command, folder, git, configuration files, environment, interpreter, host, versions. Taken
/// once, before the program starts; shape in docs/snapshot.md.
/// </summary>
public static class SnapshotBuilder
{
    private static readonly TimeSpan s_gitDeadline = TimeSpan.FromMilliseconds(500);

    /// <summary>Takes the snapshot.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="executable">Full path of the program; null when it was not found.</param>
    /// <param name="workingDirectory">Folder the program runs in.</param>
    /// <param name="environment">Its environment; only allowed variables are kept.</param>
    /// <param name="host">Facts of the machine and its accelerators; null for none.</param>
    /// <param name="vigilVersion">This program's version.</param>
    public static async Task<JsonObject> TakeAsync(
        IReadOnlyList<string> command,
        string? executable,
        string workingDirectory,
        IEnumerable<KeyValuePair<string, string>> environment,
        JsonObject? host,
        string vigilVersion)
    {
        Task<JsonObject?> git = GitState.ReadAsync(workingDirectory, s_gitDeadline);
        var snapshot = new JsonObject
        {
            ["command"] = new JsonArray([.. Redaction.MaskArguments(command).Select(argument => (JsonNode)argument)]),
            ["executable"] = executable,
            ["working_directory"] = workingDirectory,
            ["configuration"] = ConfigurationFiles.Read(command, workingDirectory),
            ["environment"] = EnvironmentAllowList.Select(environment),
            ["python"] = PythonEnvironment.Read(executable),
            ["host"] = host,
            ["versions"] = new JsonObject
            {
                ["vigil"] = vigilVersion,
                ["runtime"] = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
                ["os"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
            },
        };
        snapshot["git"] = await git;
        return snapshot;
    }
}
