namespace Vigil.Logs.Progress;

/// <summary>
/// The columns before the bar of YOLO: <c>1/20  1.19G  1.018  3.009  1.465  2  640</c>. Epoch and memory come first, losses
/// follow, instances and image size come last.
/// </summary>
internal static class YoloDescription
{
    public static bool TryRead(ReadOnlySpan<char> text, ParsedProgress into)
    {
        int epoch = NumberToken.Digits(text);
        if (epoch == 0 || epoch + 1 >= text.Length || text[epoch] != '/')
        {
            return false;
        }

        int total = NumberToken.Digits(text[(epoch + 1)..]);
        ReadOnlySpan<char> rest = text[(epoch + 1 + total)..];
        if (total == 0 || rest is not [' ', ..] || !long.TryParse(text[..epoch], out long at) || !long.TryParse(text.Slice(epoch + 1, total), out long of))
        {
            return false;
        }

        rest = rest.TrimStart(' ');
        int memory = NumberToken.Length(rest);
        if (memory == 0 || memory >= rest.Length || rest[memory] is not ('G' or 'M'))
        {
            return false;
        }

        into.SetEpoch(at, of);
        rest = rest[(memory + 1)..].TrimStart("B ");
        Span<double> columns = stackalloc double[16];
        int count = 0;
        while (count < columns.Length && NumberToken.Length(rest) is > 0 and var length && ParsedProgress.TryNumber(rest[..length], out columns[count]))
        {
            count++;
            rest = rest[length..].TrimStart(' ');
        }

        // The line does not name its losses (a heading does, once); their sum is what is minimised.
        if (count > 2)
        {
            double sum = 0;
            foreach (double loss in columns[..(count - 2)])
            {
                sum += loss;
            }

            into.Set(ProgressField.Loss, default, sum, false);
        }

        return true;
    }
}
