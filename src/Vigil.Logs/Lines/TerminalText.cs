namespace Vigil.Logs.Lines;

/// <summary>
/// Takes escape sequences and backspaces out of text. A sequence that moves to another place of the screen, or draws
/// a line anew, becomes a line feed: what stood before and what comes after were never one line to the eye.
/// </summary>
public static class TerminalText
{
    private const char Escape = '\u001b';

    /// <summary>Cleans in place.</summary>
    /// <returns>The length that is left.</returns>
    public static int Clean(Span<char> text)
    {
        int kept = 0;
        int i = 0;
        while (i < text.Length)
        {
            char c = text[i];
            if (c == Escape)
            {
                i += Skip(text[i..], out char replacement);
                if (replacement != '\0')
                {
                    text[kept++] = replacement;
                }
            }
            else if (c == '\b')
            {
                int run = 1;
                while (i + run < text.Length && text[i + run] == '\b')
                {
                    run++;
                }

                i += run;
                if (run > 1)
                {
                    // Keras steps back over its whole bar before it draws the next.
                    text[kept++] = '\n';
                }
                else if (kept > 0)
                {
                    kept--;
                }
            }
            else
            {
                text[kept++] = c;
                i++;
            }
        }

        return kept;
    }

    /// <summary>Length of the sequence at the start of <paramref name="text"/>, and what stands in for it.</summary>
    private static int Skip(ReadOnlySpan<char> text, out char replacement)
    {
        replacement = '\0';
        if (text.Length < 2)
        {
            return text.Length;
        }

        switch (text[1])
        {
            case '[':
                int i = 2;
                while (i < text.Length && text[i] is >= ' ' and <= '?')
                {
                    i++;
                }

                if (i == text.Length)
                {
                    return i;
                }

                char final = text[i];
                replacement = final switch
                {
                    'A' or 'B' or 'E' or 'F' or 'G' or 'H' or 'J' or 'f' => '\n',
                    'K' when i == 3 && text[2] == '2' => '\n',
                    'C' => ' ',
                    _ => '\0',
                };
                return final is >= '@' and <= '~' ? i + 1 : i;

            case ']' or 'P' or 'X' or '^' or '_':
                // Strings (window titles, links) end with BEL or ESC \.
                ReadOnlySpan<char> content = text[2..];
                int end = content.IndexOfAny('\a', Escape);
                if (end < 0)
                {
                    return text.Length;
                }

                return 2 + end + (content[end] == Escape && end + 1 < content.Length && content[end + 1] == '\\' ? 2 : 1);

            case '(' or ')' or '*' or '+' or '#' or '%' or ' ':
                return Math.Min(3, text.Length);

            default:
                return 2;
        }
    }
}
