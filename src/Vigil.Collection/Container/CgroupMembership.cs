namespace Vigil.Collection.Container;

/// <summary>
/// The groups that a process is in: /proc/PID/cgroup, lines of <c>hierarchy:controllers:path</c>. Version 2 is the line
/// <c>0::path</c>; on a hybrid machine it stands beside the lines of version 1, and may name another path.
/// </summary>
/// <param name="UnifiedPath">Path in the version 2 hierarchy; null when the process has none.</param>
/// <param name="ControllerPaths">Paths by version 1 controller, such as <c>memory</c>.</param>
internal sealed record CgroupMembership(string? UnifiedPath, IReadOnlyDictionary<string, string> ControllerPaths)
{
    /// <summary>The kernel's mark on the path of a group that was removed while the process was still in it.</summary>
    private const string DeletedMark = " (deleted)";

    /// <summary>Reads the text; lines that are no such lines are skipped.</summary>
    public static CgroupMembership Parse(string text)
    {
        string? unified = null;
        var controllers = new Dictionary<string, string>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // Paths may hold colons: only the first two divide.
            string[] parts = line.Split(':', 3);
            if (parts.Length < 3 || !parts[2].StartsWith('/'))
            {
                continue;
            }

            string path = parts[2].EndsWith(DeletedMark) ? parts[2][..^DeletedMark.Length] : parts[2];
            if (parts[0] == "0" && parts[1].Length == 0)
            {
                unified = path;
            }

            foreach (string controller in parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                controllers[controller] = path;
            }
        }

        return new CgroupMembership(unified, controllers);
    }
}
