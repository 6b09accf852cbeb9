namespace Vigil.Logs.Progress;

/// <summary>
/// Any line that counts a step, or an epoch, and names numbers of training beside it: the loggers of Megatron, DeepSpeed,
/// fairseq, detectron2, MMEngine, nanoGPT, MaxText, torchtune's file, GAN tutorials, and what people print themselves.
/// </summary>
internal sealed class NamedNumbersFormat : IProgressFormat
{
    private const int MaxLength = 4096;

    public bool TryRead(ReadOnlySpan<char> line, ParsedProgress into)
    {
        // Dumps of settings name steps and rates too.
        if (line.Length > MaxLength || line.Contains("Namespace(", StringComparison.Ordinal) || line.Contains("Arguments(", StringComparison.Ordinal))
        {
            return false;
        }

        NamedNumberScanner.Scan(line, into);
        bool hasStep = into.Step is not null;
        bool hasEpoch = into.Epoch is not null;
        if ((!hasStep && !hasEpoch) || into.IsOtherWork)
        {
            return false;
        }

        bool countsInEpoch = hasEpoch && into.Total is not null;
        if (!into.HasTrainingNumber && !(hasStep && countsInEpoch && into.Others.Count > 0 && !into.HasEvaluationNumber))
        {
            return false;
        }

        if (StartsWithOtherWork(line))
        {
            return false;
        }

        into.Kind = hasStep ? ProgressKind.Line : ProgressKind.EpochLine;
        return true;
    }

    /// <summary>True when the line's first words, after a logger's prefix, say that it tells of an evaluation or the like.</summary>
    private static bool StartsWithOtherWork(ReadOnlySpan<char> line)
    {
        if (line.Contains("| valid", StringComparison.Ordinal) || line.Contains("| test", StringComparison.Ordinal))
        {
            return true;
        }

        // Up to the first value: "Test set: Average loss: …", "Validation | epoch 3 …".
        int end = line.IndexOfAny('=', '/');
        ReadOnlySpan<char> head = end < 0 ? line : line[..end];
        int prefix = head.LastIndexOf("INFO");
        head = prefix < 0 ? head : head[(prefix + 4)..];
        head = head.TrimStart(" -|:[]0123456789,.");
        int stop = head.IndexOfAny(':', '|', '[');
        head = stop < 0 ? head : head[..stop];
        return head.Length <= 48 && ProgressNames.IsOtherWork(head);
    }
}
