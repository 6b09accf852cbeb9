using System.CommandLine;
using System.Globalization;

namespace Vigil.Cli.Commands;

/// <summary>Options that several commands share, with one text each.</summary>
internal static class CommonOptions
{
    public static Option<string?> Database() => new("--db")
    {
        Description = "The database (default: $XDG_DATA_HOME/vigil/vigil.db).",
        HelpName = "FILE",
    };

    public static Option<string?> Configuration() => new("--config")
    {
        Description = "Settings file (default: vigil.yaml here, and in $XDG_CONFIG_HOME/vigil).",
        HelpName = "FILE",
    };

    public static Option<bool> Json() => new("--json")
    {
        Description = "Print JSON.",
    };

    public static Option<double?> Window()
    {
        var window = new Option<double?>("--window") { Description = "Look at the last so many seconds only.", HelpName = "SECONDS" };
        Within<double>(window, value => value is > 0 and < double.PositiveInfinity, "--window must be a number above 0.");
        return window;
    }

    public static Argument<string> Run() => NoOption(new Argument<string>("RUN")
    {
        Description = "A run: its id, a unique prefix of it, its name, or 'last'.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => "last",
    });

    /// <summary>Refuses what was meant as an option: a mistyped one would else be looked for as a run.</summary>
    public static Argument<T> NoOption<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            foreach (System.CommandLine.Parsing.Token token in result.Tokens.Where(token => token.Value.Length > 1 && token.Value[0] == '-'))
            {
                result.AddError($"There is no option '{token.Value}'.");
            }
        });
        return argument;
    }

    /// <summary>Refuses what is no such number, and numbers that are not sound. Reads the word itself: asked for its value, an option whose word is no number throws.</summary>
    public static void Within<T>(Option option, Func<T, bool> isSound, string fault)
        where T : IParsable<T> => option.Validators.Add(result =>
        {
            if (result.Tokens is [var word] && !(T.TryParse(word.Value, CultureInfo.InvariantCulture, out T? value) && isSound(value)))
            {
                result.AddError(fault);
            }
        });
}
