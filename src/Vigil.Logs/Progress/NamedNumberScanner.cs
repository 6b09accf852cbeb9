namespace Vigil.Logs.Progress;

/// <summary>
/// Reads every named number of a text: <c>loss=0.1</c>, <c>lm loss: 3.0E+00 |</c>, <c>Step [100/600]</c>, <c>lr 6.2e-05</c>,
/// <c>[D loss: 0.69]</c>, and counts without a name in brackets (<c>[0/5][50/1583]</c>, <c>[640/60000 (1%)]</c>).
/// The name is what stands between the previous value and the number; a name without <c>:</c> or <c>=</c> counts only
/// when it is known.
/// </summary>
internal static class NamedNumberScanner
{
    /// <summary>Adds what it finds to <paramref name="into"/>.</summary>
    public static void Scan(ReadOnlySpan<char> text, ParsedProgress into)
    {
        int nameStart = 0;
        int i = 0;
        bool afterEpoch = false;
        while (i < text.Length)
        {
            char c = text[i];
            if (!(char.IsAsciiDigit(c) || c is '-' or '+' or '.' or 'n' or 'N' or 'i' or 'I'))
            {
                // Brackets and commas end a name; a parenthesis may be part of one, as in D(x).
                nameStart = c is ',' or ';' or '|' or ']' or '{' or '}' or '\t' ? i + 1 : nameStart;
                i++;
                continue;
            }

            if (i > 0 && (NumberToken.IsWordPart(text[i - 1]) || text[i - 1] == '.'))
            {
                i++;
                continue;
            }

            int length = NumberToken.Length(text[i..]);
            if (length == 0)
            {
                i++;
                continue;
            }

            int composite = NumberToken.CompositeLength(text[i..], length);
            if (composite > 0)
            {
                i += composite;
                nameStart = i;
                afterEpoch = false;
                continue;
            }

            int end = i + length;
            long? total = ReadTotal(text, i, ref end);
            int unitStart = end;
            ReadOnlySpan<char> unit = ReadUnit(text, ref end, total is not null);
            bool glued = unit.Length > 0 && unitStart == end - unit.Length;
            if (glued && end < text.Length && NumberToken.IsWordPart(text[end]))
            {
                // Part of a word such as 3d_conv.
                i = end;
                continue;
            }

            if (!ParsedProgress.TryNumber(text.Slice(i, length), out double value))
            {
                i = end;
                continue;
            }

            ReadOnlySpan<char> name = CutName(text[nameStart..i], out bool hasSeparator, out bool inBracket);
            if (!double.IsFinite(value) && !hasSeparator && ProgressNames.Find(name, out _) == ProgressField.None)
            {
                // A word of a name: "number of nan iterations: 0".
                i = end;
                continue;
            }

            if (name.IsEmpty)
            {
                if (total is not null)
                {
                    NoteBareCount(text, end, value, total, unit, inBracket, afterEpoch, into);
                }
                else if (Unit(unit) is ProgressField.SamplesPerSecond or ProgressField.TokensPerSecond)
                {
                    into.Set(Unit(unit), default, value, false);
                }

                afterEpoch = false;
            }
            else if (name is "Train" && text[end..].StartsWith(" [", StringComparison.Ordinal))
            {
                // timm: "Train: 5 [ 100/1251 (  8%)]".
                into.SetEpoch(value, null);
            }
            else
            {
                afterEpoch = Note(name, hasSeparator || inBracket, value, total, unit, into);
            }

            i = end;
            nameStart = i;
        }
    }

    private static bool Note(ReadOnlySpan<char> name, bool hasSeparator, double value, long? total, ReadOnlySpan<char> unit, ParsedProgress into)
    {
        ProgressField field = ProgressNames.Find(name, out bool isEvaluation);
        if (isEvaluation && name.Contains("epoch", StringComparison.OrdinalIgnoreCase))
        {
            into.IsOtherWork = true;
        }

        if (field == ProgressField.None && Unit(unit) is not ProgressField.None and var byUnit)
        {
            field = byUnit;
        }

        switch (field)
        {
            case ProgressField.Epoch:
                into.SetEpoch(value, total);
                return true;
            case ProgressField.Step or ProgressField.GlobalStep or ProgressField.Batch:
                into.SetStep(field, unit.IsEmpty || unit[0] is 'i' or 's' or 'b' ? value : -1, total);
                return false;
            case ProgressField.StepSeconds or ProgressField.BatchSeconds or ProgressField.DataSeconds when unit.Equals("ms", StringComparison.Ordinal):
                value /= 1000;
                break;
            case ProgressField.SamplesPerSecond or ProgressField.TokensPerSecond when unit is "k" or "K":
                value *= 1000;
                break;
            case ProgressField.None when !hasSeparator || total is not null || name.EndsWith(".py", StringComparison.Ordinal):
                return false;
        }

        into.Set(field, field == ProgressField.None ? ShortName(name) : default, value, isEvaluation);
        return false;
    }

    private static void NoteBareCount(
        ReadOnlySpan<char> text, int end, double value, long? total, ReadOnlySpan<char> unit, bool inBracket, bool afterEpoch, ParsedProgress into)
    {
        ReadOnlySpan<char> rest = text[end..].TrimStart(' ');
        if (inBracket)
        {
            bool closed = rest is [']', ..];
            bool followedByCount = closed && rest.Length > 2 && rest[1] == '[' && NumberToken.Digits(rest[2..].TrimStart(' ')) > 0;
            if (followedByCount && into.Epoch is null)
            {
                into.SetEpoch(value, total);
            }
            else if (closed || rest is ['(', ..])
            {
                into.SetStep(ProgressField.Step, value, total);
            }
        }
        else if (afterEpoch || unit is "batches" or "steps" or "iters" or "iterations")
        {
            into.SetStep(ProgressField.Step, value, total);
        }
    }

    /// <summary>Reads <c>/ total</c> behind an integer.</summary>
    private static long? ReadTotal(ReadOnlySpan<char> text, int start, ref int end)
    {
        if (text[start..end].ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        int i = SkipBlanks(text, end);
        if (i >= text.Length || text[i] != '/')
        {
            return null;
        }

        i = SkipBlanks(text, i + 1);
        int digits = NumberToken.Digits(text[i..]);
        if (digits == 0 || !long.TryParse(text.Slice(i, digits), out long total) || (i + digits < text.Length && text[i + digits] is '/' or '.' or ':'))
        {
            return null;
        }

        end = i + digits;
        return total;
    }

    /// <summary>Takes a unit: letters directly behind the number, or a rate or count after one blank.</summary>
    private static ReadOnlySpan<char> ReadUnit(ReadOnlySpan<char> text, ref int end, bool isCount)
    {
        int start = end;
        bool blank = start < text.Length && text[start] == ' ';
        if (blank)
        {
            start++;
        }

        int i = start;
        while (i < text.Length && i - start < 16 && (char.IsAsciiLetter(text[i]) || text[i] is '/' or '%'))
        {
            i++;
        }

        ReadOnlySpan<char> unit = text[start..i];
        if (blank && !(isCount ? unit is "batches" or "steps" or "iters" or "iterations" : unit.Contains("/s", StringComparison.Ordinal) || unit.StartsWith("s/", StringComparison.Ordinal)))
        {
            return default;
        }

        // The slash of epoch=0/micro_step=10 starts the next name; that of 2935.5/s does not.
        if (!blank && unit is ['/', ..] && unit is not "/s" && !unit.StartsWith("/s/", StringComparison.Ordinal))
        {
            end++;
            return default;
        }

        end = i;
        return unit;
    }

    private static ProgressField Unit(ReadOnlySpan<char> unit)
    {
        if (unit.Length < 4 || !unit.Contains("/s", StringComparison.Ordinal))
        {
            return ProgressField.None;
        }

        return ProgressNames.Find(unit, out _);
    }

    /// <summary>Takes the name out of the text before a number.</summary>
    private static ReadOnlySpan<char> CutName(ReadOnlySpan<char> text, out bool hasSeparator, out bool inBracket)
    {
        hasSeparator = false;
        text = text.TrimEnd(" '\"");
        inBracket = text is [.., '['] or [.., '('];
        bool parenthesis = text is [.., '('];
        if (inBracket)
        {
            text = text[..^1].TrimEnd(" '\"");
        }

        if (text is [.., ':'] or [.., '='])
        {
            hasSeparator = true;
            text = text[..^1].TrimEnd(" '\"");
        }
        else if (parenthesis)
        {
            inBracket = false;
            return default;
        }

        int bracket = text.LastIndexOf('[');
        text = bracket < 0 ? text : text[(bracket + 1)..];
        int gap = text.LastIndexOf("  ");
        text = gap < 0 ? text : text[(gap + 2)..];
        text = text[(text.LastIndexOf(':') + 1)..];
        return text.TrimStart(" -:'\"().*#=>/@").TrimEnd(" -'\"*#=>");
    }

    /// <summary>The whole name where it is short, else its last word.</summary>
    private static ReadOnlySpan<char> ShortName(ReadOnlySpan<char> name)
    {
        if (name.Length <= 40 && name.Count(' ') <= 4)
        {
            return name;
        }

        return name[(name.LastIndexOf(' ') + 1)..];
    }

    private static int SkipBlanks(ReadOnlySpan<char> text, int i)
    {
        while (i < text.Length && text[i] == ' ')
        {
            i++;
        }

        return i;
    }
}
