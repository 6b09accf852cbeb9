using Vigil.Collection.Files;

namespace Vigil.Collection.Container;

/// <summary>
/// Finds the folder of a process's group for a controller.
/// </summary>
/// <remarks>
/// <para>
/// /proc/PID/cgroup gives a path within the hierarchy, as the reader's control group namespace shows it; mountinfo says
/// which part of the hierarchy is mounted where. The path below the mount's root, appended to the mount point, is the folder:
/// </para>
/// <list type="bullet">
/// <item>a machine: root <c>/</c>, path <c>/user.slice/session-2.scope</c>;</item>
/// <item>a container with a namespace of its own (Docker and Kubernetes with version 2): root and path both <c>/</c>;</item>
/// <item>a container without (Docker and Kubernetes with version 1): root and path both <c>/docker/ID</c>, or the path below the root;</item>
/// <item>Slurm, systemd: as on a machine, several levels deep, with the limit on a parent.</item>
/// </list>
/// <para>
/// The recorder's own mountinfo is used, not the program's: it is the recorder that opens the folder. Left out: a group
/// that lies outside the recorder's namespace (a path with <c>/..</c>), which cannot be reached from here.
/// See cgroups(7), cgroup_namespaces(7), proc(5).
/// </para>
/// </remarks>
internal sealed class CgroupLocator
{
    private readonly HostPaths _paths;
    private readonly CgroupMembership _membership;
    private readonly IReadOnlyList<CgroupMount> _mounts;

    /// <summary>Takes the texts.</summary>
    /// <param name="paths">Where the machine is.</param>
    /// <param name="membership">The groups of the process.</param>
    /// <param name="mounts">The hierarchies mounted here.</param>
    public CgroupLocator(HostPaths paths, CgroupMembership membership, IReadOnlyList<CgroupMount> mounts)
    {
        _paths = paths;
        _membership = membership;
        _mounts = mounts;
    }

    /// <summary>The group for a controller: of version 1 where it is mounted there, else of version 2; null when there is none.</summary>
    public CgroupGroup? Find(string controller)
    {
        IEnumerable<CgroupMount> candidates = _mounts.Where(mount => mount.Version == 1 && mount.Controllers.Contains(controller));
        CgroupGroup? group = _membership.ControllerPaths.TryGetValue(controller, out string? path)
            ? FindIn(candidates, path)
            : null;
        return group ?? FindUnified();
    }

    /// <summary>The group in the version 2 hierarchy; null when there is none.</summary>
    public CgroupGroup? FindUnified() =>
        _membership.UnifiedPath is { } path ? FindIn(_mounts.Where(mount => mount.Version == 2), path) : null;

    private CgroupGroup? FindIn(IEnumerable<CgroupMount> mounts, string path)
    {
        // The shortest root shows the most parents, and so the most limits.
        foreach (CgroupMount mount in mounts.OrderBy(mount => mount.Root.Length))
        {
            if (Below(mount.Root, path) is not { } relative)
            {
                continue;
            }

            string top = _paths.At(mount.MountPoint);
            string folder = relative.Length == 0 ? top : Path.Combine(top, relative);
            if (Directory.Exists(folder))
            {
                return new CgroupGroup(mount.Version, path, Levels(folder, top));
            }
        }

        return null;
    }

    /// <summary>The path relative to a root that it lies below; empty for the root itself, null when it does not.</summary>
    private static string? Below(string root, string path)
    {
        if (path.StartsWith("/..") || root.StartsWith("/.."))
        {
            return null;
        }

        string prefix = root.TrimEnd('/');
        bool below = path.StartsWith(prefix) && (path.Length == prefix.Length || path[prefix.Length] == '/');
        return below ? path[prefix.Length..].Trim('/') : null;
    }

    private static List<string> Levels(string folder, string top)
    {
        string last = top.TrimEnd('/');
        var levels = new List<string>();
        for (string? level = folder.TrimEnd('/'); level is not null; level = Path.GetDirectoryName(level))
        {
            levels.Add(level);
            if (level.Length <= last.Length)
            {
                break;
            }
        }

        return levels;
    }
}
