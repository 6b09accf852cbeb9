namespace Vigil.Logs.Progress;

/// <summary>
/// Keras 3 <c>938/938 ━━━━ 3s 2ms/step - accuracy: 0.8 - loss: 0.5</c> and Keras 2
/// <c>938/938 [=====&gt;...] - ETA: 0s - loss: 0.5</c>, also <c>12/Unknown - 3s 2ms/step</c>. The count stands first.
/// </summary>
internal sealed class KerasFormat : IProgressFormat
{
    public bool TryRead(ReadOnlySpan<char> line, ParsedProgress into)
    {
        ReadOnlySpan<char> text = line.Trim(" \t");
        int digits = NumberToken.Digits(text);
        if (digits == 0 || digits + 1 >= text.Length || text[digits] != '/' || !long.TryParse(text[..digits], out long count))
        {
            return false;
        }

        ReadOnlySpan<char> rest = text[(digits + 1)..];
        long? total = null;
        int totalDigits = NumberToken.Digits(rest);
        if (totalDigits > 0 && long.TryParse(rest[..totalDigits], out long number))
        {
            total = number;
            rest = rest[totalDigits..];
        }
        else if (rest.StartsWith("Unknown", StringComparison.Ordinal))
        {
            rest = rest["Unknown".Length..];
        }
        else
        {
            return false;
        }

        rest = rest.TrimStart(' ');
        if (rest is ['[', '=' or '.' or '>', ..])
        {
            int end = rest.IndexOf(']');
            rest = end < 0 ? default : rest[(end + 1)..];
        }
        else if (rest is ['━' or '╸' or '╺', ..])
        {
            int end = rest.IndexOfAnyExcept("━╸╺ ");
            rest = end < 0 ? default : rest[end..];
        }
        else if (total is not null || !rest.Contains("/step", StringComparison.Ordinal))
        {
            return false;
        }

        into.Kind = ProgressKind.Bar;
        ReadTimes(rest, into);
        int values = rest.IndexOf(" - ");
        if (values >= 0)
        {
            NamedNumberScanner.Scan(rest[values..], into);
        }

        into.Describe("keras");
        into.SetStep(ProgressField.Batch, count, total);
        return true;
    }

    private static void ReadTimes(ReadOnlySpan<char> text, ParsedProgress into)
    {
        int end = text.IndexOf("/step", StringComparison.Ordinal);
        if (end < 0)
        {
            return;
        }

        int start = text[..end].LastIndexOf(' ') + 1;
        _ = BarText.ReadRate(text[start..(end + "/step".Length)], out double? seconds, out _);
        into.BarSecondsPerCount = seconds;
    }
}
