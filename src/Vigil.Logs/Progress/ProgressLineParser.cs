using System.Buffers;

namespace Vigil.Logs.Progress;

/// <summary>Reads one line of output for progress, in every format that it knows.</summary>
internal sealed class ProgressLineParser
{
    /// <summary>A line with none of these words and none of <see cref="s_barSigns"/> holds no progress.</summary>
    /// <remarks>All are sought at once; words of two letters, or beyond ASCII, would make that slow.</remarks>
    private static readonly SearchValues<string> s_signs = SearchValues.Create(
        ["loss", "epoch", "step", "iter", "batch", "grad_norm", "it/s", "s/it", "/s]", "/s,"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Signs of a bar: tqdm's remaining time, and lines that are drawn.</summary>
    private static readonly SearchValues<char> s_barSigns = SearchValues.Create("<━╸");

    /// <summary>The formats, the most particular first.</summary>
    private readonly IProgressFormat[] _formats =
    [
        new TqdmFormat(),
        new KerasFormat(),
        new RichBarFormat(),
        new DictionaryFormat(),
        new EpochHeaderFormat(),
        new TrainingStartFormat(),
        new LossAtStepFormat(),
        new EpochBatchFormat(),
        new NamedNumbersFormat(),
    ];

    /// <summary>Whether a line may tell of progress: the first, quick look.</summary>
    public static bool MayTell(ReadOnlySpan<char> line) =>
        line.ContainsAnyInRange('0', '9') && (line.ContainsAny(s_signs) || line.ContainsAny(s_barSigns));

    /// <summary>Reads a line. False when it tells of no progress.</summary>
    public bool TryParse(ReadOnlySpan<char> line, ParsedProgress into)
    {
        if (!MayTell(line))
        {
            return false;
        }

        foreach (IProgressFormat format in _formats)
        {
            into.Clear();
            if (format.TryRead(line, into))
            {
                return true;
            }
        }

        return false;
    }
}
