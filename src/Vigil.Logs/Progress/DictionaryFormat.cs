namespace Vigil.Logs.Progress;

/// <summary>
/// Printed dictionaries and JSON lines: <c>{'loss': 2.9, 'epoch': 0.02}</c>, with values in quotes or not, nan and NaN
/// alike (Hugging Face 4 and 5), and <c>{"step": 10, "loss": 1.2}</c>.
/// </summary>
internal sealed class DictionaryFormat : IProgressFormat
{
    public bool TryRead(ReadOnlySpan<char> line, ParsedProgress into)
    {
        int start = line.IndexOf("{'");
        start = start < 0 ? line.IndexOf("{\"") : start;
        if (start < 0)
        {
            return false;
        }

        bool isSummary = ReadInto(line[start..], into);
        into.Kind = isSummary ? ProgressKind.Summary
            : !into.HasTrainingNumber && into.HasEvaluationNumber ? ProgressKind.Evaluation
            : into.Loss is null && into.GeneratorLoss is null && into.DiscriminatorLoss is null && into.GradientNorm is null ? ProgressKind.None
            : into.Step is not null ? ProgressKind.Line
            : ProgressKind.Values;
        return into.Kind != ProgressKind.None;
    }

    /// <summary>Reads the pairs of a flat dictionary; nested ones are skipped.</summary>
    /// <returns>True when it sums up a whole training.</returns>
    public static bool ReadInto(ReadOnlySpan<char> text, ParsedProgress into)
    {
        bool isSummary = false;
        int i = text.IndexOf('{') + 1;
        while (i < text.Length)
        {
            ReadOnlySpan<char> rest = text[i..];
            int quote = rest.IndexOfAny('\'', '"', '}');
            if (quote < 0 || rest[quote] == '}')
            {
                return isSummary;
            }

            int length = rest[(quote + 1)..].IndexOf(rest[quote]);
            if (length < 0)
            {
                return isSummary;
            }

            ReadOnlySpan<char> name = rest.Slice(quote + 1, length);
            i += quote + length + 2;
            ReadOnlySpan<char> value = text[i..];
            int skipped = value.Length - value.TrimStart(" :").Length;
            if (skipped == 0)
            {
                return isSummary;
            }

            value = value[skipped..];
            isSummary |= name is "train_runtime";
            int valueLength = ValueLength(value);
            if (ParsedProgress.TryNumber(value[..valueLength].Trim("'\" "), out double number))
            {
                ProgressField field = ProgressNames.Find(name, out bool isEvaluation);
                into.Set(field, name, number, isEvaluation);
            }

            i += skipped + valueLength;
        }

        return isSummary;
    }

    private static int ValueLength(ReadOnlySpan<char> text)
    {
        int depth = 0;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                continue;
            }

            switch (c)
            {
                case '\'' or '"':
                    quote = c;
                    break;
                case '[' or '{' or '(':
                    depth++;
                    break;
                case ']' or '}' or ')' when depth > 0:
                    depth--;
                    break;
                case ',' or '}' or ']' when depth == 0:
                    return i;
            }
        }

        return text.Length;
    }
}
