namespace Vigil.Logs.Progress;

/// <summary>
/// Bars drawn with lines: Lightning's rich bar <c>Epoch 3 ━━━ 307/938 0:00:01 • 0:00:02 289.04it/s v_num: 51 loss: 0.2</c> and
/// newer YOLO <c>1/20 1.19G 1.018 3.009 1.465 2 640: 100% ━━━━ 221/221 4.5it/s 49.5s</c>. The count stands behind.
/// </summary>
internal sealed class RichBarFormat : IProgressFormat
{
    private const string Drawing = "━╸╺─";

    public bool TryRead(ReadOnlySpan<char> line, ParsedProgress into)
    {
        int end = line.LastIndexOfAny("━╸╺");
        if (end < 0)
        {
            return false;
        }

        // The undone part may be drawn with other lines, or be blank.
        ReadOnlySpan<char> rest = line[(end + 1)..].TrimStart("─ ");
        int digits = NumberToken.Digits(rest);
        if (digits == 0 || digits >= rest.Length || rest[digits] != '/' || !long.TryParse(rest[..digits], out long count))
        {
            return false;
        }

        int totalDigits = NumberToken.Digits(rest[(digits + 1)..]);
        int after = digits + 1 + totalDigits;
        bool isTotal = totalDigits > 0 && (after == rest.Length || rest[after] == ' ') && long.TryParse(rest.Slice(digits + 1, totalDigits), out _);
        if (!isTotal || !long.TryParse(rest.Slice(digits + 1, totalDigits), out long total) || total == 0)
        {
            return false;
        }

        rest = rest[after..].TrimStart(' ');
        into.Kind = ProgressKind.Bar;
        int start = line[..(end + 1)].LastIndexOfAnyExcept(Drawing + " ") + 1;
        ReadOnlySpan<char> description = line[..start];
        int percent = description is [.., '%'] ? description[..^1].TrimEnd("0123456789.").Length : description.Length;
        BarText.ReadDescription(description[..percent], into);
        into.EpochFromZero = into.EpochTotal is null || rest.Contains('•');

        // Times, rate, then values.
        while (!rest.IsEmpty)
        {
            int blank = rest.IndexOf(' ');
            ReadOnlySpan<char> word = blank < 0 ? rest : rest[..blank];
            int rate = BarText.ReadRate(word, out double? seconds, out ReadOnlySpan<char> unit);
            if (rate > 0)
            {
                into.BarSecondsPerCount = seconds;
                into.IsOtherWork |= unit is "B" or "kB" or "MB" or "GB";
            }
            else if (BarText.DurationLength(word) == 0 && word is not ("•" or "-:--:--" or "--:--"))
            {
                break;
            }

            rest = blank < 0 ? default : rest[(blank + 1)..].TrimStart(' ');
        }

        NamedNumberScanner.Scan(rest, into);
        into.SetStep(ProgressField.Batch, count, total);
        return true;
    }
}
