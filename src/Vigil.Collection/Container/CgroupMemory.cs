using Vigil.Core.Sampling;

namespace Vigil.Collection.Container;

/// <summary>What both versions of memory groups share.</summary>
internal static class CgroupMemory
{
    /// <summary>
    /// Usage without the page cache that has not been used lately, which is dropped before anything is killed. The figure that
    /// Kubernetes evicts by.
    /// </summary>
    public static long WorkingSet(long usageBytes, long inactiveFileBytes) =>
        usageBytes < 0 || inactiveFileBytes < 0 ? Reading.NotAvailable : Math.Max(0, usageBytes - inactiveFileBytes);
}
