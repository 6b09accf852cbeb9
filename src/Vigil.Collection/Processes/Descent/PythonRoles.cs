using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes.Descent;

/// <summary>
/// Tells from command lines what a process of the tree is for: pure text, so that it serves every system.
/// </summary>
/// <remarks>
/// Python's multiprocessing, which PyTorch's DataLoader uses, starts a worker as a new interpreter whose command line
/// says <c>--multiprocessing-fork</c> (spawn: the default on macOS and Windows), or as a fork whose command line is its
/// parent's. Beside the workers it runs a resource tracker and a fork server, which train nothing.
/// </remarks>
internal static class PythonRoles
{
    private static readonly string[] s_helpers =
        ["multiprocessing.resource_tracker", "multiprocessing.semaphore_tracker", "multiprocessing.forkserver"];

    private static readonly string[] s_spawned = ["--multiprocessing-fork", "multiprocessing.spawn"];

    private static readonly string[] s_launchers =
    [
        "sh", "bash", "zsh", "fish", "dash", "env", "time", "nice", "caffeinate", "make", "uv", "conda", "poetry",
        "cmd", "powershell", "pwsh", "py", "torchrun", "accelerate", "deepspeed",
    ];

    /// <summary>The role of a process.</summary>
    /// <param name="commandLine">Its command line; empty when it cannot be read.</param>
    /// <param name="parentCommandLine">Its parent's; null for the program itself.</param>
    /// <param name="parentRole">Its parent's role; null when the parent is no member of the tree.</param>
    /// <param name="forks">
    /// Whether processes fork here. Where they do not (Windows), the same arguments twice mean the small python.exe of a
    /// virtual environment, which only starts the real interpreter.
    /// </param>
    /// <returns>One of <see cref="ProcessRoles"/>.</returns>
    public static string Decide(string commandLine, string? parentCommandLine, string? parentRole, bool forks)
    {
        if (parentCommandLine is null)
        {
            return ProcessRoles.Main;
        }

        if (ContainsAny(commandLine, s_helpers))
        {
            // A fork server's own children carry its command line: they are the workers.
            return forks && string.Equals(commandLine, parentCommandLine, StringComparison.Ordinal)
                ? ProcessRoles.Worker
                : ProcessRoles.Other;
        }

        if (ContainsAny(commandLine, s_spawned))
        {
            return ProcessRoles.Worker;
        }

        if (parentRole != ProcessRoles.Main || !IsPython(commandLine))
        {
            return ProcessRoles.Other;
        }

        if (IsPython(parentCommandLine) && Arguments(commandLine).SequenceEqual(Arguments(parentCommandLine)))
        {
            return forks ? ProcessRoles.Worker : ProcessRoles.Main;
        }

        return IsLauncher(parentCommandLine) ? ProcessRoles.Main : ProcessRoles.Other;
    }

    private static bool ContainsAny(string text, string[] parts)
    {
        foreach (string part in parts)
        {
            if (text.Contains(part, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPython(string commandLine) =>
        ProgramName(commandLine).StartsWith("python", StringComparison.OrdinalIgnoreCase);

    private static bool IsLauncher(string commandLine)
    {
        if (IsLauncherName(ProgramName(commandLine)))
        {
            return true;
        }

        // torchrun and its kind are scripts: python /usr/bin/torchrun train.py.
        ReadOnlySpan<char> arguments = Arguments(commandLine);
        return IsPython(commandLine)
            && (arguments.StartsWith("-m torch.distributed")
                || arguments.StartsWith("-m accelerate")
                || IsLauncherName(ProgramName(arguments)));
    }

    private static bool IsLauncherName(ReadOnlySpan<char> name)
    {
        foreach (string launcher in s_launchers)
        {
            if (name.Equals(launcher, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first word's file name, without folder, quotes, a login shell's dash and <c>.exe</c>.</summary>
    private static ReadOnlySpan<char> ProgramName(ReadOnlySpan<char> commandLine)
    {
        ReadOnlySpan<char> program = commandLine[..ProgramLength(commandLine)].Trim('"');
        program = program[(program.LastIndexOfAny('/', '\\') + 1)..].TrimStart('-');
        return program.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? program[..^4] : program;
    }

    private static ReadOnlySpan<char> Arguments(string commandLine) =>
        commandLine.AsSpan(ProgramLength(commandLine)).Trim();

    private static int ProgramLength(ReadOnlySpan<char> commandLine)
    {
        int closing = commandLine.StartsWith('"') ? commandLine[1..].IndexOf('"') : -1;
        int end = closing >= 0 ? closing + 2 : commandLine.IndexOf(' ');
        return end < 0 ? commandLine.Length : end;
    }
}
