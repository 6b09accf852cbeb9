using System.CommandLine;

namespace Vigil.Cli.Commands;

/// <summary>The <c>vigil</c> command: the one list of all its commands.</summary>
internal static class VigilCommand
{
    /// <summary>Parses the arguments of the process and does what they ask.</summary>
    /// <returns>The exit code.</returns>
    public static int Invoke(string[] arguments)
    {
        var tail = new List<string>();
        Command run = RunCommand.Create(tail);
        var root = new RootCommand("Vigil: the flight recorder for machine-learning work.")
        {
            run,
            AttachCommand.Create(),
            RunsCommand.Create(),
            ShowCommand.Create(),
            ExportCommand.Create(),
            TopCommand.Create(),
            DoctorCommand.Create(),
        };
        if (CommandTail.Split(arguments, run) is { } split)
        {
            arguments = split.Own;
            tail.AddRange(split.Tail);
        }

        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            // One line per fault, all at once; the full help is one option away.
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                Console.Error.WriteLine("vigil: " + error.Message);
            }

            Console.Error.WriteLine($"vigil: see 'vigil {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help'");
            return parsed.CommandResult.Command == run ? ExitCodes.RunFailed : ExitCodes.Usage;
        }

        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
