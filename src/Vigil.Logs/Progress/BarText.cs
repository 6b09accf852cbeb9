namespace Vigil.Logs.Progress;

/// <summary>Reads what progress bars of all kinds have in common.</summary>
internal static class BarText
{
    /// <summary>
    /// Takes a count that ends the text, such as <c>7568/10000</c>, or <c>123it</c> where <paramref name="total"/> is null.
    /// </summary>
    /// <param name="text">The text before the rest of a bar; what stands before the count remains.</param>
    /// <param name="count">What is done.</param>
    /// <param name="total">What there is to do; null where the bar does not know.</param>
    public static bool TryTakeCount(ref ReadOnlySpan<char> text, out long count, out long? total)
    {
        total = null;
        ReadOnlySpan<char> rest = text.TrimEnd(' ');
        int end = LastNumberStart(rest);
        if (end < rest.Length && end > 0 && rest[..end].TrimEnd(' ') is [.., '/'] && long.TryParse(rest[end..], out long number))
        {
            total = number;
            rest = rest[..end].TrimEnd(' ')[..^1].TrimEnd(' ');
            end = LastNumberStart(rest);
            count = 0;
            bool isCount = end < rest.Length && long.TryParse(rest[end..], out count) && (end == 0 || !IsPartOfNumber(rest[end - 1]));
            text = rest[..end];
            return isCount && total > 0;
        }

        // Without a total, the unit stands behind the count.
        int unit = rest.Length;
        while (unit > 0 && char.IsAsciiLetter(rest[unit - 1]))
        {
            unit--;
        }

        count = 0;
        bool hasUnit = unit < rest.Length;
        rest = rest[..unit].TrimEnd(' ');
        end = LastNumberStart(rest);
        bool found = hasUnit && end < rest.Length && long.TryParse(rest[end..], out count) && (end == 0 || !IsPartOfNumber(rest[end - 1]));
        text = rest[..end];
        return found;
    }

    /// <summary>
    /// Takes a rate that starts the text: <c>289.04it/s</c>, <c>1.24s/it</c>, <c>2ms/step</c>.
    /// </summary>
    /// <returns>Length used; 0 when there is none.</returns>
    public static int ReadRate(ReadOnlySpan<char> text, out double? secondsPerCount, out ReadOnlySpan<char> unit)
    {
        secondsPerCount = null;
        unit = default;
        int number = text is ['?', ..] ? 1 : NumberToken.Length(text);
        if (number == 0)
        {
            return 0;
        }

        int i = number;
        while (i < text.Length && text[i] == ' ')
        {
            i++;
        }

        int start = i;
        while (i < text.Length && (char.IsLetter(text[i]) || text[i] is '/' or 'µ' or '_'))
        {
            i++;
        }

        ReadOnlySpan<char> rate = text[start..i];
        int slash = rate.IndexOf('/');
        if (slash <= 0 || slash == rate.Length - 1)
        {
            return 0;
        }

        bool perSecond = rate[(slash + 1)..] is "s" or "sec";
        unit = perSecond ? rate[..slash] : rate[(slash + 1)..];
        double perCount = perSecond ? 0 : rate[..slash] switch
        {
            "s" or "sec" => 1,
            "ms" => 1e-3,
            "us" or "µs" => 1e-6,
            "min" => 60,
            _ => -1,
        };
        if (perCount < 0)
        {
            return 0;
        }

        if (ParsedProgress.TryNumber(text[..number], out double value) && value > 0 && double.IsFinite(value))
        {
            secondsPerCount = perSecond ? 1 / value : value * perCount;
        }

        return i;
    }

    /// <summary>Length of a duration such as <c>05:10</c>, <c>3:55:01</c> or <c>?</c> at the start of the text; 0 for none.</summary>
    public static int DurationLength(ReadOnlySpan<char> text)
    {
        if (text is ['?', ..])
        {
            return 1;
        }

        int i = NumberToken.Digits(text);
        int parts = 0;
        while (i > 0 && i + 2 < text.Length + 0 && text[i] == ':' && char.IsAsciiDigit(text[i + 1]) && char.IsAsciiDigit(text[i + 2]))
        {
            i += 3;
            parts++;
        }

        return parts > 0 ? i : 0;
    }

    /// <summary>Takes the description's own numbers and words.</summary>
    public static void ReadDescription(ReadOnlySpan<char> description, ParsedProgress into)
    {
        description = description.Trim(" :|-\r");
        if (!YoloDescription.TryRead(description, into) && !TorchtuneDescription.TryRead(description, into))
        {
            NamedNumberScanner.Scan(description, into);
        }

        into.IsOtherWork |= ProgressNames.IsOtherWork(description);
        into.IsSampling = into.IsOtherWork && ProgressNames.IsSampling(description);
        into.CountsEpochs = into.Epoch is null && description.Trim("() ") is var word
            && (word.Equals("epoch", StringComparison.OrdinalIgnoreCase) || word.Equals("epochs", StringComparison.OrdinalIgnoreCase)
                || word.Equals("training epochs", StringComparison.OrdinalIgnoreCase));

        // Bars are told apart by their words: numbers and values change from one refresh to the next.
        int firstValue = description.IndexOfAny(s_afterWords);
        into.Describe((firstValue < 0 ? description : description[..firstValue]).TrimEnd());
    }

    private static readonly System.Buffers.SearchValues<char> s_afterWords = System.Buffers.SearchValues.Create("0123456789=:[(|");

    private static int LastNumberStart(ReadOnlySpan<char> text)
    {
        int start = text.Length;
        while (start > 0 && char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        return start;
    }

    private static bool IsPartOfNumber(char c) => c is '.' or ',' or '-' or '/' or '_' || char.IsLetter(c);
}
