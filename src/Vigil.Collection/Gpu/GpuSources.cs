using Vigil.Collection.Files;

namespace Vigil.Collection.Gpu;

/// <summary>The vendors that Vigil reads: the one list to add another to.</summary>
internal static class GpuSources
{
    /// <summary>One source for each vendor that this operating system can have.</summary>
    public static IReadOnlyList<IGpuSource> Create(GpuOptions options, HostPaths paths, TimeProvider time)
    {
        var sources = new List<IGpuSource>();
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            sources.Add(new NvmlSource(options, time));
        }

        if (OperatingSystem.IsLinux())
        {
            sources.Add(new AmdSource(paths, time));
        }

        return sources;
    }
}
