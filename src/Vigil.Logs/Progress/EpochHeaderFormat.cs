using System.Buffers;

namespace Vigil.Logs.Progress;

/// <summary>The heading of an epoch, alone on its line: <c>Epoch 1/10</c>, <c>Epoch: 0</c>, <c>== Epoch 3 ==</c>, <c>Start epoch 1</c>.</summary>
internal sealed class EpochHeaderFormat : IProgressFormat
{
    private static readonly SearchValues<char> s_ornaments = SearchValues.Create(" -=*#]:.,~_");

    public bool TryRead(ReadOnlySpan<char> line, ParsedProgress into)
    {
        int word = line.LastIndexOf("epoch", StringComparison.OrdinalIgnoreCase);
        if (word < 0)
        {
            return false;
        }

        ReadOnlySpan<char> rest = line[(word + "epoch".Length)..].TrimStart(" :#[=");
        int digits = NumberToken.Digits(rest);
        if (digits is 0 or > 9)
        {
            return false;
        }

        long epoch = long.Parse(rest[..digits]);
        rest = rest[digits..].TrimStart(' ');
        long? total = null;
        bool slash = rest is ['/', ..];
        if (slash || rest.StartsWith("of ", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[(slash ? 1 : 3)..].TrimStart(' ');
            int totalDigits = NumberToken.Digits(rest);
            if (totalDigits is 0 or > 9)
            {
                return false;
            }

            total = long.Parse(rest[..totalDigits]);
            rest = rest[totalDigits..];
        }

        if (rest.ContainsAnyExcept(s_ornaments) || !IsStart(line[..word]))
        {
            return false;
        }

        into.Kind = ProgressKind.EpochHeader;
        into.SetEpoch(epoch, total);
        return true;
    }

    /// <summary>True when the words before, back to a logger's prefix, speak of a beginning or of nothing.</summary>
    private static bool IsStart(ReadOnlySpan<char> before)
    {
        before = before[(before.LastIndexOfAny("|]:>") + 1)..].Trim(" -=*#[~_");
        return before.IsEmpty
            || before.Equals("start", StringComparison.OrdinalIgnoreCase)
            || before.Equals("starting", StringComparison.OrdinalIgnoreCase)
            || before.Equals("begin", StringComparison.OrdinalIgnoreCase)
            || before.Equals("beginning", StringComparison.OrdinalIgnoreCase)
            || before.Equals("train", StringComparison.OrdinalIgnoreCase)
            || before.Equals("training", StringComparison.OrdinalIgnoreCase)
            || before.Equals("start training", StringComparison.OrdinalIgnoreCase)
            || before.Equals("INFO", StringComparison.Ordinal);
    }
}
