using System.Buffers;

namespace Vigil.Collection.Training.Output;

/// <summary>Reads one line of output for progress, in every format that it knows.</summary>
internal sealed class ProgressLineParser
{
    /// <summary>A line with none of these holds no progress. They are sought all at once.</summary>
    private static readonly SearchValues<string> s_signs = SearchValues.Create(
        ["loss", "epoch", "step", "iter", "batch", "grad_norm", "%|", "% ", "it/s", "s/it", "[0", "━", "╸", "GPU_mem"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>The formats, the most particular first.</summary>
    private readonly IProgressFormat[] _formats =
    [
        new TqdmFormat(),
        new KerasFormat(),
        new RichBarFormat(),
        new DictionaryFormat(),
        new EpochHeaderFormat(),
        new TrainingStartFormat(),
        new NamedNumbersFormat(),
    ];

    /// <summary>Reads a line. False when it tells of no progress.</summary>
    public bool TryParse(ReadOnlySpan<char> line, ParsedProgress into)
    {
        if (!line.ContainsAny(s_signs) || !line.ContainsAnyInRange('0', '9'))
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
