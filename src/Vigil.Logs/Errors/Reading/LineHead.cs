namespace Vigil.Logs.Errors.Reading;

/// <summary>How serious a logger said that a line is.</summary>
internal enum HeadLevel
{
    /// <summary>It did not say.</summary>
    None,

    /// <summary>For information.</summary>
    Info,

    /// <summary>A warning.</summary>
    Warning,

    /// <summary>An error.</summary>
    Error,

    /// <summary>The end.</summary>
    Critical,
}

/// <summary>What loggers print before a message: time, level, name of the logger, place in the source.</summary>
internal static class LineHead
{
    private const int Longest = 160;

    private static readonly (string Word, HeadLevel Level)[] s_words =
    [
        ("ERROR", HeadLevel.Error), ("CRITICAL", HeadLevel.Critical), ("FATAL", HeadLevel.Critical), ("WARNING", HeadLevel.Warning), ("WARN", HeadLevel.Warning),
        ("INFO", HeadLevel.Info), ("DEBUG", HeadLevel.Info), ("SEVERE", HeadLevel.Error), ("EXCEPTION", HeadLevel.Error), ("NOTICE", HeadLevel.Info),
    ];

    /// <summary>Reads the head of a line.</summary>
    /// <param name="line">The line, without the prefix of its rank.</param>
    /// <param name="message">What comes after the head; the whole line when there is none.</param>
    public static HeadLevel Read(ReadOnlySpan<char> line, out ReadOnlySpan<char> message)
    {
        message = line;
        if (TryReadGlog(line, out HeadLevel level, ref message) || TryReadWord(line, out level, ref message) || TryReadProgram(line, out level, ref message))
        {
            message = message.TrimStart();
            return level;
        }

        return HeadLevel.None;
    }

    /// <summary><c>E0624 18:13:10.57 139602 file.cc:320] …</c>, <c>[E socket.cpp:462] …</c>, <c>2023-02-24 10:43:29.5: E tensorflow/…:271] …</c>.</summary>
    private static bool TryReadGlog(ReadOnlySpan<char> line, out HeadLevel level, ref ReadOnlySpan<char> message)
    {
        level = HeadLevel.None;
        ReadOnlySpan<char> rest = line.StartsWith('[') ? line[1..] : line;
        int at = 0;
        if (rest.Length > 24 && char.IsAsciiDigit(rest[0]))
        {
            int mark = rest[..Math.Min(rest.Length, 40)].IndexOf(": ");
            if (mark < 0 || mark + 4 > rest.Length || rest[mark + 3] != ' ')
            {
                return false;
            }

            at = mark + 2;
        }

        if (rest.Length < at + 3)
        {
            return false;
        }

        char letter = rest[at];
        bool isGlog = char.IsAsciiDigit(rest[at + 1]) && rest.Length > at + 6 && char.IsAsciiDigit(rest[at + 4]) && rest[at + 5] == ' ';
        if (rest[at + 1] != ' ' && !isGlog)
        {
            return false;
        }

        int close = rest.IndexOf(']');
        if (close <= at || close > Longest || !rest[at..close].Contains(':'))
        {
            return false;
        }

        level = letter switch
        {
            'I' => HeadLevel.Info,
            'W' => HeadLevel.Warning,
            'E' => HeadLevel.Error,
            'F' or 'C' => HeadLevel.Critical,
            _ => HeadLevel.None,
        };
        if (level == HeadLevel.None)
        {
            return false;
        }

        message = rest[(close + 1)..];
        return true;
    }

    private static bool TryReadWord(ReadOnlySpan<char> line, out HeadLevel level, ref ReadOnlySpan<char> message)
    {
        ReadOnlySpan<char> head = line[..Math.Min(line.Length, Longest)];
        level = HeadLevel.None;
        int first = int.MaxValue;
        int length = 0;
        foreach ((string word, HeadLevel means) in s_words)
        {
            int at = head.IndexOf(word);
            if (at >= 0 && at < first && IsLevel(head, at, word.Length))
            {
                (first, length, level) = (at, word.Length, means);
            }
        }

        if (level == HeadLevel.None)
        {
            return false;
        }

        ReadOnlySpan<char> rest = line[(first + length)..];
        bool namesLogger = rest.StartsWith(':') && first == 0;
        rest = rest.TrimStart("]) \t:|->");
        if (namesLogger)
        {
            // LEVEL:logger.name:message
            int colon = rest.IndexOf(':');
            int end = rest.IndexOfAnyExcept(s_nameChars);
            if (colon > 0 && colon == end && !rest[..colon].EndsWith("Error") && !rest[..colon].EndsWith("Exception"))
            {
                rest = rest[(colon + 1)..];
            }
        }

        message = rest;
        return true;
    }

    private static readonly System.Buffers.SearchValues<char> s_nameChars =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");

    /// <summary>Whether the word stands where loggers put it, and is no word of a sentence.</summary>
    private static bool IsLevel(ReadOnlySpan<char> head, int at, int length)
    {
        int end = at + length;
        char next = end < head.Length ? head[end] : ' ';
        if (next is not (' ' or ':' or ']' or '|' or ')' or '-' or '\t' or '>') || (at > 0 && (char.IsLetterOrDigit(head[at - 1]) || head[at - 1] is '_' or '.' or '/' or '\'' or '"')))
        {
            return false;
        }

        ReadOnlySpan<char> before = head[..at].TrimEnd();
        if (before.IsEmpty)
        {
            return next is ':' or ']' or '|' or '-' || (next == ' ' && !(end + 1 < head.Length && char.IsAsciiLetterLower(head[end + 1])));
        }

        return before[^1] is '[' or '|' or '-' or '(' or '<' or ']' or ':' || HasTime(before);
    }

    private static bool HasTime(ReadOnlySpan<char> text)
    {
        for (int i = text.IndexOf(':'); i > 0 && i + 1 < text.Length;)
        {
            if (char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]))
            {
                return true;
            }

            int next = text[(i + 1)..].IndexOf(':');
            i = next < 0 ? -1 : i + 1 + next;
        }

        return false;
    }

    /// <summary><c>error: …</c>, <c>slurmstepd: error: …</c>, <c>train.py: error: …</c>, <c>level=error msg=…</c>.</summary>
    private static bool TryReadProgram(ReadOnlySpan<char> line, out HeadLevel level, ref ReadOnlySpan<char> message)
    {
        ReadOnlySpan<char> head = line[..Math.Min(line.Length, 100)];
        level = HeadLevel.Error;
        if (head.StartsWith("error: ") || head.StartsWith("fatal: ") || head.StartsWith("Error: ") || head.StartsWith("[error]") || head.StartsWith("[Error]"))
        {
            message = line[7..];
            return true;
        }

        int mark = head.IndexOf(": error: ");
        if (mark > 0 && !head[..mark].Contains(' '))
        {
            message = line[(mark + 9)..];
            return true;
        }

        if (head.Contains("level=error", StringComparison.OrdinalIgnoreCase) || head.Contains("level=fatal", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        level = HeadLevel.None;
        return false;
    }
}
