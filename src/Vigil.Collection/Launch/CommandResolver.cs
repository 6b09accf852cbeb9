using System.Text;
using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Launch;

/// <summary>Finds the file that a command name means, as <c>execvp</c> and shells do.</summary>
internal static class CommandResolver
{
    // What execvp searches when there is no PATH.
    private static ReadOnlySpan<byte> DefaultPath => "/bin:/usr/bin"u8;

    /// <summary>Finds the file.</summary>
    /// <param name="name">The name as typed.</param>
    /// <param name="environment">The program's environment, for PATH.</param>
    /// <param name="folder">Folder that relative names are seen from; null for the current one.</param>
    /// <param name="file">The file to run; empty when there is none.</param>
    /// <returns>Null when found, else why not.</returns>
    public static LaunchResult? Resolve(byte[] name, IReadOnlyList<byte[]> environment, byte[]? folder, out byte[] file)
    {
        file = [];
        if (name.Length == 0)
        {
            return new LaunchResult.NotFound("The command is empty.");
        }

        if (name.AsSpan().Contains((byte)'/'))
        {
            file = name;
            byte[] seen = From(folder, name);
            return !NativeEnvironment.Exists(seen) ? new LaunchResult.NotFound($"{Show(name)}: no such file.") : Check(name, seen);
        }

        LaunchResult? refusal = null;
        ReadOnlySpan<byte> rest = FindPath(environment);
        while (true)
        {
            int end = rest.IndexOf((byte)':');
            ReadOnlySpan<byte> entry = end < 0 ? rest : rest[..end];

            // An empty entry means the current folder.
            byte[] candidate = entry.IsEmpty ? [(byte)'.', (byte)'/', .. name] : [.. entry, (byte)'/', .. name];
            byte[] seen = From(folder, candidate);
            if (NativeEnvironment.Exists(seen))
            {
                LaunchResult? found = Check(candidate, seen);
                if (found is null)
                {
                    file = candidate;
                    return null;
                }

                // A directory of that name on PATH is no match, as little as for a shell.
                refusal ??= NativeEnvironment.IsDirectory(seen) ? null : found;
            }

            if (end < 0)
            {
                return refusal ?? new LaunchResult.NotFound($"{Show(name)}: command not found on PATH.");
            }

            rest = rest[(end + 1)..];
        }
    }

    /// <summary>A name for people.</summary>
    public static string Show(byte[] name) => Encoding.UTF8.GetString(name);

    /// <summary>The file as the program's folder sees it.</summary>
    public static byte[] From(byte[]? folder, byte[] path) =>
        folder is null || path[0] == (byte)'/' ? path : [.. folder, (byte)'/', .. path];

    private static LaunchResult.NotExecutable? Check(byte[] name, byte[] seen)
    {
        if (NativeEnvironment.IsDirectory(seen))
        {
            return new LaunchResult.NotExecutable($"{Show(name)} is a directory.");
        }

        return NativeEnvironment.CanExecute(seen)
            ? null
            : new LaunchResult.NotExecutable($"{Show(name)}: no permission to execute it (chmod +x may be missing).");
    }

    private static ReadOnlySpan<byte> FindPath(IReadOnlyList<byte[]> environment)
    {
        foreach (byte[] entry in environment)
        {
            if (entry.AsSpan().StartsWith("PATH="u8))
            {
                return entry.AsSpan(5);
            }
        }

        return DefaultPath;
    }
}
