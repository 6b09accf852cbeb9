using Vigil.Cli.Commands;

namespace Vigil.Cli.Tests.Support;

/// <summary>
/// Runs a command line inside the test's process and takes what it prints through <see cref="Console"/>. The console is
/// one per process: classes that use this belong to <see cref="ConsoleCollection"/>.
/// </summary>
internal static class CommandRunner
{
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments) => Capture(() => VigilCommand.Invoke(arguments));

    /// <summary>The same for a part of a command.</summary>
    public static (int ExitCode, string Output, string Error) Capture(Func<int> invoke)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        using var printed = new StringWriter { NewLine = "\n" };
        using var said = new StringWriter { NewLine = "\n" };
        try
        {
            Console.SetOut(printed);
            Console.SetError(said);
            return (invoke(), printed.ToString(), said.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
