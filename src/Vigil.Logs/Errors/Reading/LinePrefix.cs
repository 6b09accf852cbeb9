using System.Globalization;

namespace Vigil.Logs.Errors.Reading;

/// <summary>What launchers put before the lines of each process, and bars that a line is glued to.</summary>
internal static class LinePrefix
{
    /// <summary>Takes prefixes of ranks off.</summary>
    /// <param name="line">The line; becomes what the process itself printed.</param>
    /// <param name="source">Which process: equal for lines of one process, 0 when it is not told.</param>
    /// <returns>The rank; null when it is not told.</returns>
    public static int? TakeRank(ref ReadOnlySpan<char> line, out int source)
    {
        int? rank = null;
        source = 0;
        for (int i = 0; i < 2 && TryTakeOne(ref line, out int? found, out int key); i++)
        {
            rank = found ?? rank;
            source = key;
        }

        return rank;
    }

    /// <summary>Takes off a progress bar of which the end was glued to the line.</summary>
    public static ReadOnlySpan<char> TakeBar(ReadOnlySpan<char> line)
    {
        int rate = Math.Max(line.LastIndexOf("it/s"), line.LastIndexOf("s/it"));
        rate = Math.Max(rate, line.LastIndexOf("B/s"));
        if (rate < 0 || !line[..rate].ContainsAny("|[<%"))
        {
            return line;
        }

        int close = line[rate..].IndexOf(']');
        ReadOnlySpan<char> rest = close < 0 ? default : line[(rate + close + 1)..];
        return rest.IsWhiteSpace() ? line : rest.TrimStart(" \a");
    }

    private static bool TryTakeOne(ref ReadOnlySpan<char> line, out int? rank, out int source)
    {
        rank = null;
        source = 0;
        if (line.IsEmpty)
        {
            return false;
        }

        ReadOnlySpan<char> trimmed = line;
        switch (line[0])
        {
            case '[':
                int close = line.IndexOf(']');
                if (close is < 2 or > 24)
                {
                    return false;
                }

                ReadOnlySpan<char> inside = line[1..close];
                ReadOnlySpan<char> rest = line[(close + 1)..];
                ReadOnlySpan<char> digits = inside[(inside.LastIndexOfAnyExceptInRange('0', '9') + 1)..];
                ReadOnlySpan<char> name = inside[..^digits.Length].TrimEnd();
                bool isNamed = name.Equals("rank", StringComparison.OrdinalIgnoreCase) || name is "default" or "trainer" or "worker";
                bool isMpi = rest.StartsWith("<stderr>") || rest.StartsWith("<stdout>");
                bool isBare = name.IsEmpty && rest.StartsWith(':');
                if (digits.IsEmpty || !(isNamed || isMpi || isBare))
                {
                    return false;
                }

                rest = isMpi ? rest["<stderr>".Length..] : rest;
                trimmed = rest.TrimStart(':');
                rank = Parse(digits);
                source = (rank ?? 0) + 1;
                break;

            case '(':
                int end = line.IndexOf(')');
                int pid = end is > 0 and < 120 ? line[..end].IndexOf("pid=") : -1;
                if (pid < 0)
                {
                    return false;
                }

                ReadOnlySpan<char> number = line[(pid + 4)..end];
                int length = number.IndexOfAnyExceptInRange('0', '9');
                source = -(Parse(length < 0 ? number : number[..length]) ?? 1);
                int mark = line[..end].IndexOf("rank=");
                rank = mark < 0 ? null : Parse(line[(mark + 5)..end].TrimEnd(' '));
                trimmed = line[(end + 1)..];
                break;

            case >= '0' and <= '9':
                int colon = line.IndexOf(':');
                if (colon is < 1 or > 4 || line[..colon].ContainsAnyExceptInRange('0', '9') || (colon + 1 < line.Length && line[colon + 1] != ' '))
                {
                    return false;
                }

                trimmed = line[(colon + 1)..];
                rank = Parse(line[..colon]);
                source = (rank ?? 0) + 1;
                break;

            case 'r' when line.StartsWith("rank") && line.Length > 6 && char.IsAsciiDigit(line[4]):
                int to = line.IndexOf(':');
                if (to is < 5 or > 9 || line[4..to].ContainsAnyExceptInRange('0', '9'))
                {
                    return false;
                }

                trimmed = line[(to + 1)..];
                rank = Parse(line[4..to]);
                source = (rank ?? 0) + 1;
                break;

            default:
                return false;
        }

        line = trimmed.StartsWith(' ') ? trimmed[1..] : trimmed;
        return true;
    }

    private static int? Parse(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
