namespace Vigil.Logs.Progress;

/// <summary>Where training starts, as detectron2 and LiBai say: <c>Starting training from iteration 0</c>.</summary>
internal sealed class TrainingStartFormat : IProgressFormat
{
    private const string Sign = "Starting training from iteration ";

    public bool TryRead(ReadOnlySpan<char> line, ParsedProgress into)
    {
        int at = line.IndexOf(Sign, StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        ReadOnlySpan<char> rest = line[(at + Sign.Length)..];
        if (!double.TryParse(rest[..NumberToken.Digits(rest)], out double step))
        {
            return false;
        }

        into.Kind = ProgressKind.Start;
        into.SetStep(ProgressField.GlobalStep, step, null);
        return true;
    }
}
