namespace Vigil.Logs.Errors.Patterns;

/// <summary>
/// A form of words with places for what varies: the language of the tables in this folder. It says in one line what a
/// regular expression would say in three, needs no compiling, and takes linear time on every text of practice and a
/// bounded one on any.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>...</c></term><description>anything, as little as possible</description></item>
/// <item><term><c>{a|b|}</c></term><description>one of these words, the first that fits; an empty one makes it optional</description></item>
/// <item><term><c>{name}</c></term><description>captures anything, as little as possible</description></item>
/// <item><term><c>{name:kind}</c></term><description>captures by kind, as much as possible; without a name it only skips</description></item>
/// <item><term><c>^</c> first, <c>$</c> last</term><description>the beginning and the end of the message; otherwise it may stand anywhere</description></item>
/// </list>
/// Kinds: <c>d</c> digits; <c>n</c> a number; <c>s</c> a size with its unit; <c>w</c> what stands without blank, less the
/// punctuation at its end; <c>i</c> letters, digits, <c>_</c> and <c>.</c>, perhaps none; <c>q</c> what stands in quotes;
/// <c>_</c> blanks, perhaps none; <c>b</c> the edge of a word; <c>t</c> the modules before a
/// name, perhaps none. Case is ignored unless told otherwise.
/// </remarks>
internal sealed class MessageTemplate
{
    private const int MaxCaptures = 12;
    /// <summary>The least length of a sign.</summary>
    public const int MinSign = 3;

    private const int Budget = 20_000;

    private readonly Token[] _tokens;
    private readonly bool _fromStart;
    private readonly bool _toEnd;
    private readonly StringComparison _comparison;

    /// <summary>Reads the form of words.</summary>
    /// <exception cref="FormatException">A brace is not closed, or a kind is not known.</exception>
    public MessageTemplate(string text, bool matchCase = false)
    {
        _comparison = matchCase ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        ReadOnlySpan<char> rest = text;
        if (rest.StartsWith('^'))
        {
            _fromStart = true;
            rest = rest[1..];
        }

        if (rest.EndsWith('$'))
        {
            _toEnd = true;
            rest = rest[..^1];
        }

        _tokens = [.. Parse(rest)];
        if (_tokens.Count(token => token.Name.Length > 0) > MaxCaptures)
        {
            throw new FormatException($"More than {MaxCaptures} captures in '{text}'.");
        }
    }

    /// <summary>Words of which every text of this form holds at least one.</summary>
    /// <exception cref="InvalidOperationException">The form has no words of three letters that must be there.</exception>
    public IReadOnlyList<string> Signs =>
        _tokens.Where(token => token.Words is { } words && words.All(word => word.Length >= MinSign)).MaxBy(token => token.Words!.Min(word => word.Length))?.Words
        ?? throw new InvalidOperationException("A form needs words that every text of its kind holds.");

    /// <summary>Whether the text holds the words; what stood at the named places goes into <paramref name="captures"/>.</summary>
    public bool TryMatch(ReadOnlySpan<char> text, Dictionary<string, string>? captures)
    {
        Span<int> places = stackalloc int[2 * MaxCaptures];
        places.Fill(-1);
        int budget = Budget;
        if (_fromStart ? !Match(0, 0, 0, text, places, ref budget) : !Seek(0, 0, 0, text, places, ref budget))
        {
            return false;
        }

        int slot = 0;
        foreach (Token token in _tokens)
        {
            if (token.Name.Length == 0)
            {
                continue;
            }

            if (captures is not null && places[slot] >= 0)
            {
                captures[token.Name] = text[places[slot]..places[slot + 1]].Trim().ToString();
            }

            slot += 2;
        }

        return true;
    }

    /// <summary>Finds the first place from which the tokens fit.</summary>
    private bool Seek(int index, int slot, int from, ReadOnlySpan<char> text, Span<int> places, ref int budget) =>
        SeekEnd(index, slot, from, text, places, ref budget) >= 0;

    /// <returns>Where the tokens begin to fit; -1 when nowhere.</returns>
    private int SeekEnd(int index, int slot, int from, ReadOnlySpan<char> text, Span<int> places, ref int budget)
    {
        for (int at = from; at <= text.Length && budget > 0; at++)
        {
            if (index < _tokens.Length && _tokens[index].Words is [{ Length: > 0 } only])
            {
                int next = text[at..].IndexOf(only, _comparison);
                if (next < 0)
                {
                    return -1;
                }

                at += next;
            }

            if (Match(index, slot, at, text, places, ref budget))
            {
                return at;
            }
        }

        return -1;
    }

    private bool Match(int index, int slot, int at, ReadOnlySpan<char> text, Span<int> places, ref int budget)
    {
        if (--budget <= 0)
        {
            return false;
        }

        if (index == _tokens.Length)
        {
            return !_toEnd || text[at..].IsWhiteSpace();
        }

        Token token = _tokens[index];
        int nextSlot = token.Name.Length > 0 ? slot + 2 : slot;
        if (token.Words is { } words)
        {
            foreach (string word in words)
            {
                if (text[at..].StartsWith(word, _comparison) && Match(index + 1, nextSlot, at + word.Length, text, places, ref budget))
                {
                    return true;
                }
            }

            return false;
        }

        if (token.Kind == '*')
        {
            int end = SeekEnd(index + 1, nextSlot, at, text, places, ref budget);
            if (end >= 0 && token.Name.Length > 0)
            {
                // A capture at the very end takes all that is left.
                (places[slot], places[slot + 1]) = (at, index == _tokens.Length - 1 ? text.Length : end);
            }

            return end >= 0;
        }

        int length = Measure(token.Kind, text, at, out int skipped, out int after);
        if (length < 0 || !Match(index + 1, nextSlot, at + skipped + length + after, text, places, ref budget))
        {
            return false;
        }

        if (token.Name.Length > 0)
        {
            (places[slot], places[slot + 1]) = (at + skipped, at + skipped + length);
        }

        return true;
    }

    /// <returns>Length of what fits the kind; negative when nothing does.</returns>
    private static int Measure(char kind, ReadOnlySpan<char> text, int at, out int before, out int after)
    {
        ReadOnlySpan<char> rest = text[at..];
        (before, after) = (0, 0);
        switch (kind)
        {
            case '_':
                return rest.Length - rest.TrimStart().Length;
            case 'b':
                return at == 0 || rest.IsEmpty || !IsWord(text[at - 1]) || !IsWord(rest[0]) ? 0 : -1;
            case 't':
                int path = Run(rest, static c => IsWord(c) || c == '.');
                return rest[..path].LastIndexOf('.') + 1;
            case 'i':
                return Run(rest, static c => IsWord(c) || c == '.');
            case 'd':
                return Run(rest, char.IsAsciiDigit) is > 0 and int digits ? digits : -1;
            case 'n':
                return Number(rest) is > 0 and int number ? number : -1;
            case 's':
                int value = Number(rest);
                if (value == 0)
                {
                    return -1;
                }

                int gap = Run(rest[value..], static c => c == ' ');
                int unit = Run(rest[(value + gap)..], char.IsAsciiLetter);
                return unit is > 0 and <= 5 ? value + gap + unit : value;
            case 'w':
                int run = Run(rest, static c => !char.IsWhiteSpace(c));
                int kept = rest[..run].TrimEnd(",;:.)'\"`]>").Length;
                return kept > 0 ? kept : -1;
            default:
                if (rest.IsEmpty || rest[0] is not ('\'' or '"' or '`'))
                {
                    return -1;
                }

                int close = rest[1..].IndexOfAny(rest[0] == '`' ? "`'" : rest[..1]);
                (before, after) = (1, 1);
                return close;
        }
    }

    private static int Number(ReadOnlySpan<char> text)
    {
        int length = Run(text, static c => char.IsAsciiDigit(c) || c is '.' or '-' or '+' or ',');
        if (!text[..length].ContainsAnyInRange('0', '9'))
        {
            return 0;
        }

        return text[..length].TrimEnd(",-+").Length;
    }

    private static int Run(ReadOnlySpan<char> text, Func<char, bool> fits)
    {
        int length = 0;
        while (length < text.Length && fits(text[length]))
        {
            length++;
        }

        return length;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static List<Token> Parse(ReadOnlySpan<char> text)
    {
        var tokens = new List<Token>();
        while (!text.IsEmpty)
        {
            if (text.StartsWith("..."))
            {
                tokens.Add(new Token(null, "", '*'));
                text = text[3..];
            }
            else if (text[0] == '{')
            {
                int close = text.IndexOf('}');
                tokens.Add(close > 0 ? Place(text[1..close].ToString()) : throw new FormatException($"A brace is not closed in '{text}'."));
                text = text[(close + 1)..];
            }
            else
            {
                int end = text.IndexOf('{');
                int dots = text.IndexOf("...");
                end = end < 0 ? text.Length : end;
                end = dots >= 0 ? Math.Min(end, dots) : end;
                tokens.Add(new Token([text[..end].ToString()], "", '\0'));
                text = text[end..];
            }
        }

        return tokens;
    }

    private static Token Place(string inside)
    {
        if (inside.Contains('|'))
        {
            return new Token(inside.Split('|'), "", '\0');
        }

        int colon = inside.IndexOf(':');
        if (colon < 0)
        {
            return new Token(null, inside, '*');
        }

        return inside.Length == colon + 2 && "dnswiq_bt".Contains(inside[^1])
            ? new Token(null, inside[..colon], inside[^1])
            : throw new FormatException($"'{inside}' names no kind of capture.");
    }

    /// <summary>A piece of the form: words, or a place of a kind (<c>*</c> is anything).</summary>
    private sealed record Token(string[]? Words, string Name, char Kind);
}
