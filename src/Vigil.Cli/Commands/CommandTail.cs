using System.CommandLine;

namespace Vigil.Cli.Commands;

/// <summary>
/// Divides Vigil's arguments from the watched program's, which must reach it untouched: everything after the first
/// <c>--</c>, or from the first word that is neither an option of <c>vigil run</c> nor the value of one.
/// </summary>
internal static class CommandTail
{
    /// <param name="arguments">All arguments of the process.</param>
    /// <param name="command">The command that takes a tail.</param>
    /// <returns>The arguments that Vigil parses, and the tail; null when another command was asked for.</returns>
    public static (string[] Own, string[] Tail)? Split(string[] arguments, Command command)
    {
        if (arguments.Length == 0 || arguments[0] != command.Name)
        {
            return null;
        }

        int i = 1;
        while (i < arguments.Length)
        {
            string word = arguments[i];
            if (word == "--")
            {
                return (arguments[..i], arguments[(i + 1)..]);
            }

            if (!word.StartsWith('-') || word == "-")
            {
                return (arguments[..i], arguments[i..]);
            }

            bool attached = word.Contains('=', StringComparison.Ordinal);
            Option? option = command.Options.FirstOrDefault(candidate => candidate.Name == word || candidate.Aliases.Contains(word));
            i += !attached && option is not null && option.Arity.MinimumNumberOfValues > 0 ? 2 : 1;
        }

        return (arguments, []);
    }
}
