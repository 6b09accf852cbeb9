using Vigil.Collection.Files;

namespace Vigil.Collection.Monitoring;

/// <summary>The file systems of a machine that can run full: those on block devices, each device once, and the root.</summary>
internal static class MountedFileSystems
{
    private const int Most = 16;
    private const string Root = "/";

    /// <summary>Their paths by key, which is the path itself.</summary>
    public static IReadOnlyDictionary<string, string> OfThisMachine() => OperatingSystem.IsLinux() ? Of(HostPaths.Real) : Single(Path.GetPathRoot(Environment.CurrentDirectory) ?? Root);

    /// <summary>Those that a machine's list of mounts names.</summary>
    public static IReadOnlyDictionary<string, string> Of(HostPaths paths)
    {
        Dictionary<string, string> found = Single(Root);
        var devices = new HashSet<string>();
        string[] lines;
        try
        {
            lines = File.ReadAllLines(paths.Proc("self/mounts"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return found;
        }

        foreach (string line in lines)
        {
            // Containers mount single files of the host, such as /etc/hosts: those are no places to fill.
            if (line.Split(' ') is [var device, var escaped, ..]
                && device.StartsWith("/dev/", StringComparison.Ordinal)
                && Unescape(escaped) is var path
                && (path == Root || Directory.Exists(paths.At(path)))
                && devices.Add(device)
                && found.Count < Most)
            {
                found.TryAdd(path, path);
            }
        }

        return found;
    }

    private static Dictionary<string, string> Single(string path) => new() { [path] = path };

    /// <summary>The kernel writes blanks, tabs, line feeds and backslashes as octal numbers.</summary>
    private static string Unescape(string path) =>
        path.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal).Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
