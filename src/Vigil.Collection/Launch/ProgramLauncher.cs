namespace Vigil.Collection.Launch;

/// <summary>Starts a program so that it behaves as if Vigil were not there.</summary>
/// <remarks>
/// One program at a time: while it runs, its standard streams, the terminal, the signals and the children of this
/// process belong to the launcher. <see cref="System.Diagnostics.Process"/> must not be used meanwhile, as each would
/// take the other's children; and nothing may touch <see cref="Console"/>, which changes terminal modes by itself:
/// <see cref="WatchedProgram.WriteNotice"/> is there for Vigil's words.
/// </remarks>
public static class ProgramLauncher
{
    /// <summary>Starts a program.</summary>
    /// <returns>The running program, or why it does not run; expected failures do not throw.</returns>
    public static LaunchResult Start(LaunchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return OperatingSystem.IsWindows() ? WindowsProgram.Start(options) : PosixLauncher.Start(options);
    }

    /// <summary>The file that a command name means, as <see cref="Start"/> would find it.</summary>
    /// <returns>Its full path; null when there is none that can be executed.</returns>
    public static string? FindExecutable(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        LaunchResult? refusal = CommandResolver.Resolve(
            System.Text.Encoding.UTF8.GetBytes(name), Native.NativeEnvironment.ReadEnvironment(), null, out byte[] file);
        return refusal is null ? Path.GetFullPath(System.Text.Encoding.UTF8.GetString(file)) : null;
    }

    /// <summary>
    /// Writes to standard error while no program runs, past <see cref="Console"/>. POSIX systems only. A standard error
    /// that is closed or full is ignored.
    /// </summary>
    public static void WriteError(string text) => _ = OutputPump.WriteAll(2, System.Text.Encoding.UTF8.GetBytes(text));
}
