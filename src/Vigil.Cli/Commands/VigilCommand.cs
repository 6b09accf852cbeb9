using System.CommandLine;

namespace Vigil.Cli.Commands;

/// <summary>The <c>vigil</c> command: the one list of all its commands.</summary>
internal static class VigilCommand
{
    /// <summary>All commands, <c>vigil run</c> first.</summary>
    /// <param name="tail">The watched program's command line, filled in before <c>vigil run</c> is invoked.</param>
    public static RootCommand Create(IReadOnlyList<string> tail) => new("Vigil: the flight recorder for machine-learning work.")
    {
        RunCommand.Create(tail),
        AttachCommand.Create(),
        RunsCommand.Create(),
        ShowCommand.Create(),
        AnalyzeCommand.Create(),
        ApplyCommand.Create(),
        CompareCommand.Create(),
        PlotCommand.Create(),
        ExportCommand.Create(),
        TopCommand.Create(),
        PerfCommand.Create(),
        ServeCommand.Create(),
        StoreCommand.Create(),
        AlertsCommand.Create(),
        DoctorCommand.Create(),
    };

    /// <summary>Parses the arguments of the process and does what they ask.</summary>
    /// <returns>The exit code.</returns>
    public static int Invoke(string[] arguments)
    {
        var tail = new List<string>();
        RootCommand root = Create(tail);
        Command run = root.Subcommands[0];
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
