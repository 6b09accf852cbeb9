using System.Buffers;

namespace Vigil.Configuration.Arguments;

/// <summary>
/// The options of a command line: <c>--name value</c>, <c>--name=value</c>, <c>--flag</c>, <c>-j 8</c>, <c>-j8</c>,
/// Hydra's <c>key=value</c>, <c>+key=value</c>, <c>++key=value</c>, and variables assigned in front of the program.
/// </summary>
internal sealed class CommandArguments
{
    private static readonly string[] s_launchModules = ["torch.distributed.run", "torch.distributed.launch", "accelerate.commands.launch", "deepspeed.launcher.runner"];

    private static readonly SearchValues<char> s_keyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/@");

    private CommandArguments(IReadOnlyList<string> words, int first, IReadOnlyList<CommandOption> options)
    {
        Words = words;
        FirstArgument = first;
        Options = options;
    }

    /// <summary>Program and arguments as given.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Position of the first word that the training program itself is given; launchers and interpreters stand before.</summary>
    public int FirstArgument { get; }

    /// <summary>All options, in order.</summary>
    public IReadOnlyList<CommandOption> Options { get; }

    /// <summary>True for a Python script or module.</summary>
    public bool IsPython { get; private init; }

    /// <summary>Reads a command line.</summary>
    public static CommandArguments Parse(IReadOnlyList<string> words)
    {
        int script = FindScript(words);
        int first = script >= 0 ? script + 1 : Math.Min(1, words.Count);
        var options = new List<CommandOption>();
        for (int i = 0; i < words.Count; i++)
        {
            // Words before the script are a launcher's: of those only what it names in full is looked at.
            if (Read(words, i, isProgramArgument: i >= first) is { } option)
            {
                options.Add(option);
            }
        }

        return new CommandArguments(words, first, options) { IsPython = script >= 0 || (words.Count > 0 && IsPythonName(words[0])) };
    }

    /// <summary>Position of the script, or of the module's name after <c>-m</c>; -1 when there is neither.</summary>
    private static int FindScript(IReadOnlyList<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i].EndsWith(".py", StringComparison.Ordinal) && !words[i].StartsWith('-'))
            {
                return i;
            }

            if (words[i] is "-m" or "--module" && i + 1 < words.Count && Array.IndexOf(s_launchModules, words[i + 1]) < 0 && !words[i + 1].StartsWith('-'))
            {
                // torchrun's and accelerate's -m stand for themselves, and are followed by the module or the script's name.
                return i + 1;
            }
        }

        return -1;
    }

    private static CommandOption? Read(IReadOnlyList<string> words, int index, bool isProgramArgument)
    {
        string word = words[index];
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        if (IsOption(word))
        {
            string spelling = equals > 0 ? word[..equals] : word;
            if (!isProgramArgument && !word.StartsWith("--", StringComparison.Ordinal))
            {
                return null;
            }

            if (equals > 0)
            {
                return new CommandOption(spelling, NameOf(spelling), word[(equals + 1)..], index, index);
            }

            if (word.Length > 2 && word[1] != '-' && word.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0)
            {
                return new CommandOption(word[..2], word[1..2], word[2..], index, index) { IsGlued = true };
            }

            bool hasValue = index + 1 < words.Count && !IsOption(words[index + 1]);
            return new CommandOption(spelling, NameOf(spelling), hasValue ? words[index + 1] : null, index, hasValue ? index + 1 : -1);
        }

        if (equals <= 0 || !IsOverrideKey(word.AsSpan(0, equals)))
        {
            return null;
        }

        string key = word[..equals];
        return isProgramArgument ? new CommandOption(key, NameOf(key), word[(equals + 1)..], index, index)
            : key.AsSpan().IndexOfAnyInRange('a', 'z') < 0 ? new CommandOption(key, key, word[(equals + 1)..], index, index, IsEnvironment: true)
            : null;
    }

    /// <summary>Words with a dash in front, but for negative numbers and the dash alone.</summary>
    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-' && word != "--" && !char.IsAsciiDigit(word[1]) && word[1] != '.';

    private static bool IsOverrideKey(ReadOnlySpan<char> key)
    {
        key = key.TrimStart('+');
        return key.Length > 0 && (char.IsAsciiLetter(key[0]) || key[0] == '_')
            && !key.ContainsAnyExcept(s_keyCharacters);
    }

    private static string NameOf(string spelling) => spelling.TrimStart('-', '+').Replace('-', '_');

    private static bool IsPythonName(string program) => Path.GetFileName(program).StartsWith("python", StringComparison.Ordinal);
}
