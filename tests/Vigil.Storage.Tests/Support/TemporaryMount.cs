using System.Diagnostics;

namespace Vigil.Storage.Tests.Support;

/// <summary>A small or read-only file system at a folder, unmounted after the test.</summary>
internal sealed class TemporaryMount : IDisposable
{
    private readonly string _folder;

    private TemporaryMount(string folder) => _folder = folder;

    /// <summary>A tmpfs of a size; null where that is not allowed.</summary>
    public static TemporaryMount? Tmpfs(string folder, string size) =>
        Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder) ? new TemporaryMount(folder) : null;

    /// <summary>The same folder, read-only; null where that is not allowed.</summary>
    public static TemporaryMount? ReadOnly(string folder)
    {
        if (!Run("mount", "--bind", folder, folder))
        {
            return null;
        }

        var mount = new TemporaryMount(folder);
        if (Run("mount", "-o", "remount,bind,ro", folder))
        {
            return mount;
        }

        mount.Dispose();
        return null;
    }

    public void Dispose() => Run("umount", "-l", _folder);

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
