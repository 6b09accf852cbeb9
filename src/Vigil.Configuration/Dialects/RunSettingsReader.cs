using System.Text.Json.Nodes;

namespace Vigil.Configuration.Dialects;

/// <summary>Finds the settings of a run in what was recorded of its start.</summary>
public static class RunSettingsReader
{
    /// <summary>Reads them; what is not understood is left out.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="workingDirectory">Folder it was started in.</param>
    /// <param name="snapshot">The snapshot (docs/snapshot.md); null when there is none.</param>
    public static RunSettings Read(IReadOnlyList<string> command, string workingDirectory, JsonObject? snapshot) => RunSettings.None;
}
