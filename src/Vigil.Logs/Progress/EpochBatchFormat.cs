namespace Vigil.Logs.Progress;

/// <summary>Epoch and batch in one bracket, as PyTorch's tutorials print: <c>[2, 12000] loss: 1.282</c>.</summary>
internal sealed class EpochBatchFormat : IProgressFormat
{
    public bool TryRead(ReadOnlySpan<char> line, ParsedProgress into)
    {
        ReadOnlySpan<char> text = line.TrimStart(' ');
        int comma = text.IndexOf(',');
        int end = text.IndexOf(']');
        if (text is not ['[', ..] || comma < 2 || end < comma)
        {
            return false;
        }

        ReadOnlySpan<char> epoch = text[1..comma];
        ReadOnlySpan<char> batch = text[(comma + 1)..end].Trim(' ');
        if (epoch.Length > 9 || NumberToken.Digits(epoch) != epoch.Length || batch.Length is 0 or > 15 || NumberToken.Digits(batch) != batch.Length)
        {
            return false;
        }

        NamedNumberScanner.Scan(text[(end + 1)..], into);
        if (into.Loss is null || into.Step is not null)
        {
            return false;
        }

        into.Kind = ProgressKind.Line;
        into.SetEpoch(long.Parse(epoch), null);
        into.SetStep(ProgressField.Batch, long.Parse(batch), null);
        return true;
    }
}
