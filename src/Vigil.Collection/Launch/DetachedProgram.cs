using System.Text;
using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Launch;

/// <summary>
/// Starts a program that has nothing to do with the one that is recorded: in a session of its own, so that neither Ctrl-C
/// nor a closed terminal reaches it, and no child of ours, so that it counts in no process tree. POSIX systems only.
/// </summary>
public static class DetachedProgram
{
    // The shell ends at once; what it left in the background then belongs to the system.
    private const string LeaveInBackground = "\"$@\" </dev/null >/dev/null 2>&1 &";
    private const string Shell = "/bin/sh";

    /// <summary>Starts it. To be called before a program is recorded: from then on orphans come home to the recorder.</summary>
    /// <param name="command">Program and arguments; the program is looked for on PATH.</param>
    /// <returns>False when there is no shell to start it by.</returns>
    public static bool TryStart(IReadOnlyList<string> command)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        int error = NativeSpawn.Spawn(
            new SpawnRequest
            {
                Path = Encoding.UTF8.GetBytes(Shell),
                Arguments = [.. ((string[])[Shell, "-c", LeaveInBackground, Shell, .. command]).Select(Encoding.UTF8.GetBytes)],
                Environment = NativeEnvironment.ReadEnvironment(),
                NewSession = true,
                IgnoredSignals = [],
            },
            out int shell);
        if (error != 0)
        {
            return false;
        }

        NativeProcesses.Await(shell);
        return true;
    }
}
