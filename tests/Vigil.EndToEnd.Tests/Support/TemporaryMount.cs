namespace Vigil.EndToEnd.Tests.Support;

/// <summary>A small or read-only file system at a folder, unmounted after the test.</summary>
internal sealed class TemporaryMount : IDisposable
{
    private readonly string _folder;

    private TemporaryMount(string folder) => _folder = folder;

    /// <summary>A tmpfs of a size at a new folder; skips where that is not allowed.</summary>
    public static TemporaryMount Tmpfs(string folder, string size)
    {
        Directory.CreateDirectory(folder);
        Skip.IfNot(Machine.IsRoot && Machine.Succeeds("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder), "needs to mount a file system");
        return new TemporaryMount(folder);
    }

    /// <summary>The same folder, read-only; skips where that is not allowed.</summary>
    public static TemporaryMount ReadOnly(string folder)
    {
        Skip.IfNot(Machine.IsRoot && Machine.Succeeds("mount", "--bind", folder, folder), "needs to mount a file system");
        var mount = new TemporaryMount(folder);
        if (!Machine.Succeeds("mount", "-o", "remount,bind,ro", folder))
        {
            mount.Dispose();
            Skip.If(true, "needs to mount a folder read-only");
        }

        return mount;
    }

    public void Dispose() => Machine.Succeeds("umount", "-l", _folder);
}
