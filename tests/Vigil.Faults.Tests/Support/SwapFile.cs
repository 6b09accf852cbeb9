namespace Vigil.Faults.Tests.Support;

/// <summary>Swap space of its own, in a file, for as long as a test lasts.</summary>
internal sealed class SwapFile : IDisposable
{
    private readonly string _path;

    /// <summary>Makes and uses it; skips where that is not allowed.</summary>
    public SwapFile(string path, int mebibytes)
    {
        _path = path;
        bool works = Machine.IsRoot
            && Machine.Succeeds("dd", "if=/dev/zero", $"of={path}", "bs=1M", $"count={mebibytes}")
            && Machine.Succeeds("chmod", "600", path)
            && Machine.Succeeds("mkswap", path)
            && Machine.Succeeds("swapon", path);
        Skip.IfNot(works, "needs to add swap space (root, and a file system that swap files may lie on)");
    }

    public void Dispose() => Machine.Succeeds("swapoff", _path);
}
