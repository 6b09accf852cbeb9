using System.Text;
using Vigil.Collection.Files;
using Vigil.Collection.Processes.Linux;

namespace Vigil.Collection.Processes;

/// <summary>What a running process was started with, for <c>vigil attach</c>.</summary>
/// <param name="Identity">Which process it is.</param>
/// <param name="Name">The kernel's short name.</param>
/// <param name="Arguments">Its arguments, the program's name first; empty where hidden and for kernel threads.</param>
/// <param name="WorkingFolder">Its current folder; null where not permitted.</param>
/// <param name="Executable">Its program file; null where not permitted.</param>
/// <param name="Environment">
/// Its environment as it was at its start, secrets included: choose from it before storing anything. Null where not permitted.
/// </param>
public sealed record ProcessDescription(
    ProcessIdentity Identity,
    string Name,
    IReadOnlyList<string> Arguments,
    string? WorkingFolder,
    string? Executable,
    IReadOnlyDictionary<string, string>? Environment)
{
    private const int MostBytes = 1 << 20;

    /// <summary>Reads what <c>/proc</c> shows of a process.</summary>
    /// <returns>Null when there is no such process, it is hidden, or it ended while it was read.</returns>
    public static ProcessDescription? TryRead(HostPaths paths, int pid)
    {
        if (ProcessIdentity.TryRead(paths, pid) is not { } identity)
        {
            return null;
        }

        string name = ProcText.Printable(Read(paths, pid, "comm").AsSpan().TrimEnd((byte)'\n'), 64);
        var description = new ProcessDescription(
            identity,
            name,
            ProcText.Arguments(Read(paths, pid, "cmdline")),
            LinkTarget(paths, pid, "cwd"),
            LinkTarget(paths, pid, "exe"),
            Variables(Read(paths, pid, "environ")));
        return ProcessIdentity.TryRead(paths, pid) == identity ? description : null;
    }

    private static byte[]? Read(HostPaths paths, int pid, string name)
    {
        using var file = KernelFile.TryOpen(paths.Proc($"{pid}/{name}"));
        if (file is null)
        {
            return null;
        }

        // A pread at 0 gives as much as fits of these files; what is beyond a megabyte is cut.
        byte[] buffer = new byte[4096];
        while (true)
        {
            int length = file.Read(buffer);
            if (length < 0)
            {
                return null;
            }

            if (length < buffer.Length || buffer.Length >= MostBytes)
            {
                return buffer[..length];
            }

            buffer = new byte[buffer.Length * 4];
        }
    }

    private static string? LinkTarget(HostPaths paths, int pid, string name)
    {
        try
        {
            return new FileInfo(paths.Proc($"{pid}/{name}")).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Dictionary<string, string>? Variables(byte[]? text)
    {
        if (text is null)
        {
            return null;
        }

        var variables = new Dictionary<string, string>();
        foreach (string entry in Encoding.UTF8.GetString(text).Split('\0'))
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                variables.TryAdd(entry[..equals], entry[(equals + 1)..]);
            }
        }

        return variables;
    }
}
