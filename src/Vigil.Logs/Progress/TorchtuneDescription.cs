namespace Vigil.Logs.Progress;

/// <summary>The text before torchtune's bar: <c>1|52|Loss: 2.3697</c>, epoch and step over the whole training.</summary>
internal static class TorchtuneDescription
{
    public static bool TryRead(ReadOnlySpan<char> text, ParsedProgress into)
    {
        int epoch = NumberToken.Digits(text);
        if (epoch == 0 || epoch >= text.Length || text[epoch] != '|')
        {
            return false;
        }

        ReadOnlySpan<char> rest = text[(epoch + 1)..];
        int step = NumberToken.Digits(rest);
        if (step == 0 || step >= rest.Length || rest[step] != '|'
            || !double.TryParse(text[..epoch], out double at) || !double.TryParse(rest[..step], out double number))
        {
            return false;
        }

        into.SetEpoch(at, null);
        into.SetStep(ProgressField.GlobalStep, number, null);
        NamedNumberScanner.Scan(rest[(step + 1)..], into);
        return true;
    }
}
