namespace Vigil.Logs.Progress;

/// <summary>Finds where a number ends in text, and what stands directly behind it.</summary>
internal static class NumberToken
{
    /// <summary>Length of the number at the start of the text: sign, digits, fraction, exponent, or nan and inf. 0 for none.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        int i = !text.IsEmpty && text[0] is '+' or '-' ? 1 : 0;
        ReadOnlySpan<char> word = text[i..];
        foreach (string special in (ReadOnlySpan<string>)["nan", "infinity", "inf"])
        {
            if (word.StartsWith(special, StringComparison.OrdinalIgnoreCase)
                && (word.Length == special.Length || !IsWordPart(word[special.Length])))
            {
                return i + special.Length;
            }
        }

        int digits = Digits(text[i..]);
        i += digits;
        if (i < text.Length && text[i] == '.')
        {
            int fraction = Digits(text[(i + 1)..]);
            if (digits + fraction == 0)
            {
                return 0;
            }

            digits += fraction;
            i += 1 + fraction;
        }

        if (digits == 0)
        {
            return 0;
        }

        if (i < text.Length && text[i] is 'e' or 'E')
        {
            int sign = i + 1 < text.Length && text[i + 1] is '+' or '-' ? 1 : 0;
            int exponent = i + 1 + sign <= text.Length ? Digits(text[(i + 1 + sign)..]) : 0;
            i += exponent > 0 ? 1 + sign + exponent : 0;
        }

        return i;
    }

    /// <summary>How many digits the text starts with.</summary>
    public static int Digits(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    /// <summary>
    /// Length of what a number turned out to be a part of (time, date, address, version) from its first character on;
    /// 0 when the number stands for itself.
    /// </summary>
    public static int CompositeLength(ReadOnlySpan<char> text, int numberLength)
    {
        int i = numberLength;
        if (i + 1 >= text.Length)
        {
            return 0;
        }

        char next = text[i];
        bool digitFollows = char.IsAsciiDigit(text[i + 1]);
        bool isDate = next == '/' && digitFollows && IsDate(text[(i + 1)..]);
        if (!(next is ':' or '-' or '.' or '\'' && digitFollows) && !isDate)
        {
            return 0;
        }

        while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || (text[i] is ':' or '-' or '.' or '/' or '+' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))))
        {
            i++;
        }

        return i;
    }

    public static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static bool IsDate(ReadOnlySpan<char> text)
    {
        int digits = Digits(text);
        return digits < text.Length - 1 && text[digits] == '/' && char.IsAsciiDigit(text[digits + 1]);
    }
}
