using System.Collections.Frozen;

namespace Vigil.Logs.Progress;

/// <summary>
/// Bars of tqdm and everything built on it (Hugging Face, Lightning's old bar, torchtune, YOLO, ai-toolkit, diffusers):
/// <c>my_lora: 13%|█▎ | 250/2000 [05:10&lt;36:10, 1.24s/it, lr: 1.0e-04 loss: 3.421e-01]</c>. The sign is the bracket with the
/// elapsed time. Of several bars on one line the last counts; text glued to the end is left alone.
/// </summary>
internal sealed class TqdmFormat : IProgressFormat
{
    private const int MaxBrackets = 16;

    /// <summary>A bar that is faster counts bytes: downloads do not always name their unit.</summary>
    private const double FastestStepSeconds = 1e-5;

    /// <summary>Units of transfers and of data preparation, whose bars are no training.</summary>
    private static readonly FrozenSet<string> s_otherUnits = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "B", "kB", "MB", "GB", "KiB", "MiB", "GiB", "examples", "example", "ex", "file", "files", "shard", "shards", "ba", "doc", "docs", "url", "urls", "layer", "layers", "block");

    public bool TryRead(ReadOnlySpan<char> line, ParsedProgress into)
    {
        int searchEnd = line.Length;
        for (int tries = 0; tries < MaxBrackets; tries++)
        {
            int bracket = line[..searchEnd].LastIndexOf('[');
            if (bracket < 1)
            {
                return false;
            }

            int elapsed = BarText.DurationLength(line[(bracket + 1)..]);
            int after = bracket + 1 + elapsed;
            if (elapsed > 1 && after < line.Length && line[after] is '<' or ',')
            {
                return TryReadAround(line, bracket, after, into);
            }

            searchEnd = bracket;
        }

        return false;
    }

    private static bool TryReadAround(ReadOnlySpan<char> line, int bracket, int after, ParsedProgress into)
    {
        ReadOnlySpan<char> before = line[..bracket];
        if (!BarText.TryTakeCount(ref before, out long count, out long? total))
        {
            // Counts with a unit prefix, such as 5.2M/10M, are transfers.
            return false;
        }

        into.Kind = ProgressKind.Bar;

        // Remaining time, rate, and the values behind.
        ReadOnlySpan<char> inside = line[after..];
        int end = ClosingBracket(inside);
        ReadOnlySpan<char> glued = end < inside.Length ? inside[(end + 1)..] : default;
        inside = inside[..end];
        if (inside is ['<', ..])
        {
            int comma = inside.IndexOf(',');
            inside = comma < 0 ? default : inside[comma..];
        }

        inside = inside.TrimStart(", ");
        int rate = BarText.ReadRate(inside, out double? seconds, out ReadOnlySpan<char> unit);
        into.BarSecondsPerCount = seconds;
        bool isOther = s_otherUnits.GetAlternateLookup<ReadOnlySpan<char>>().Contains(unit);

        ReadOnlySpan<char> description = Description(before, total is not null);
        BarText.ReadDescription(description, into);
        into.IsOtherWork |= isOther || seconds < FastestStepSeconds;
        into.CountsEpochs |= unit is "epoch" or "epochs" or "Epoch";
        NamedNumberScanner.Scan(inside[rate..], into);
        if (glued.TrimStart(' ') is ['{', ..])
        {
            DictionaryFormat.ReadInto(glued, into);
        }

        into.SetStep(ProgressField.Batch, count, total);
        return true;
    }

    /// <summary>The text before percentage and drawing.</summary>
    private static ReadOnlySpan<char> Description(ReadOnlySpan<char> before, bool hasTotal)
    {
        if (!hasTotal)
        {
            return before.TrimEnd(' ');
        }

        int percent = before.LastIndexOf('%');
        if (percent < 0)
        {
            return before;
        }

        int start = percent;
        while (start > 0 && (char.IsAsciiDigit(before[start - 1]) || before[start - 1] is '.'))
        {
            start--;
        }

        // What stands before on the same line may be an earlier bar.
        ReadOnlySpan<char> text = before[..start];
        int earlier = text.LastIndexOf("it/s]");
        earlier = earlier < 0 ? text.LastIndexOf("s/it]") : earlier;
        return earlier < 0 ? text : text[(earlier + 5)..];
    }

    private static int ClosingBracket(ReadOnlySpan<char> text)
    {
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '[')
            {
                depth++;
            }
            else if (text[i] == ']' && depth-- == 0)
            {
                return i;
            }
        }

        return text.Length;
    }
}
