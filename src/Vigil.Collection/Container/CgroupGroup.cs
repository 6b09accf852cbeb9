namespace Vigil.Collection.Container;

/// <summary>A control group that can be read.</summary>
/// <param name="Version">1 or 2.</param>
/// <param name="Path">Its path as /proc/PID/cgroup gives it.</param>
/// <param name="Levels">Its folder, then those of its parents as far as they are mounted here; at least one.</param>
internal sealed record CgroupGroup(int Version, string Path, IReadOnlyList<string> Levels)
{
    /// <summary>Its own folder.</summary>
    public string Folder => Levels[0];

    /// <summary>The path of the group so many levels up; the topmost visible one is <c>/</c> where the rest is hidden.</summary>
    public string PathOfLevel(int level)
    {
        string path = Path;
        for (int i = 0; i < level; i++)
        {
            path = System.IO.Path.GetDirectoryName(path) ?? "/";
        }

        return path;
    }
}
