using System.Runtime.InteropServices;

namespace Vigil.Collection.Processes.Linux;

/// <summary>
/// How many files may stay open, so that reading a large tree never starves the recorder of descriptors.
/// </summary>
/// <param name="limit">Files at most.</param>
internal sealed partial class DescriptorBudget(int limit)
{
    private const int OpenFilesResource = 7;
    private const int Unlimited = 1 << 20;

    // The last third is for the two files that every sample needs most (stat, statm).
    private readonly int _reserve = limit / 3;
    private int _left = limit;

    /// <summary>Half of what this process may open.</summary>
    public static DescriptorBudget OfThisProcess()
    {
        var limits = default(ResourceLimits);
        bool known = GetResourceLimits(OpenFilesResource, ref limits) == 0;
        return new DescriptorBudget(known ? (int)Math.Min(limits.Current / 2, Unlimited) : 256);
    }

    /// <summary>Takes one descriptor. False when none is left.</summary>
    /// <param name="important">Whether it may come from the reserve.</param>
    public bool TryTake(bool important)
    {
        if (_left <= (important ? 0 : _reserve))
        {
            return false;
        }

        _left--;
        return true;
    }

    /// <summary>Gives one back.</summary>
    public void Return() => _left++;

    /// <summary>The system has none left: what is open stays, nothing more is kept open.</summary>
    public void Exhaust() => _left = 0;

    private struct ResourceLimits
    {
        public nuint Current;
        public nuint Maximum;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetResourceLimits(int resource, ref ResourceLimits limits);
}
