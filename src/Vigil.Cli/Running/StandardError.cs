using Vigil.Collection.Launch;

namespace Vigil.Cli.Running;

/// <summary>
/// Standard error without <see cref="Console"/>, which would change the modes of the terminal that the watched program
/// uses or is about to use.
/// </summary>
internal static class StandardError
{
    /// <summary>Writes a text as it is; a closed standard error is nobody's fault.</summary>
    public static void Write(string text)
    {
        if (OperatingSystem.IsWindows())
        {
            Console.Error.Write(text);
        }
        else
        {
            ProgramLauncher.WriteError(text);
        }
    }
}
