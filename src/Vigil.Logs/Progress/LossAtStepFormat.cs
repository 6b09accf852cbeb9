namespace Vigil.Logs.Progress;

/// <summary>The loss named before the step, as in Keras's guides: <c>Training loss (for 1 batch) at step 200: 0.95</c>.</summary>
internal sealed class LossAtStepFormat : IProgressFormat
{
    private const string Sign = " at step ";

    public bool TryRead(ReadOnlySpan<char> line, ParsedProgress into)
    {
        int at = line.IndexOf(Sign, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || !line[..at].Contains("loss", StringComparison.OrdinalIgnoreCase) || ProgressNames.IsOtherWork(line[..at]))
        {
            return false;
        }

        ReadOnlySpan<char> rest = line[(at + Sign.Length)..];
        int digits = NumberToken.Digits(rest);
        if (digits == 0 || !double.TryParse(rest[..digits], out double step) || rest[digits..] is not [':' or '=', ..])
        {
            return false;
        }

        rest = rest[(digits + 1)..].TrimStart(' ');
        if (!ParsedProgress.TryNumber(rest[..NumberToken.Length(rest)], out double loss))
        {
            return false;
        }

        into.Kind = ProgressKind.Line;
        into.SetStep(ProgressField.Step, step, null);
        into.Set(ProgressField.Loss, default, loss, false);
        return true;
    }
}
