namespace Vigil.Analysis.Rules.Ending;

/// <summary>Finds the line of the user's own code in a traceback.</summary>
internal static class CodePlace
{
    private const string FileMark = "File \"";
    private const string LineMark = "\", line ";
    private static readonly string[] s_notOwn = ["site-packages", "dist-packages", "/lib/python", "\\lib\\", "<frozen", "<string>"];

    /// <summary>The innermost line that belongs to no library, such as <c>train.py:42</c>; the innermost at all when all do; null without a traceback.</summary>
    /// <param name="stack">Lines of a traceback, outermost first.</param>
    public static string? Of(IReadOnlyList<string> stack)
    {
        string? innermost = null;
        for (int i = stack.Count - 1; i >= 0; i--)
        {
            if (Place(stack[i]) is not { } place)
            {
                continue;
            }

            innermost ??= place;
            if (!s_notOwn.Any(mark => place.Contains(mark, StringComparison.OrdinalIgnoreCase)))
            {
                return place;
            }
        }

        return innermost;
    }

    private static string? Place(string line)
    {
        int file = line.IndexOf(FileMark, StringComparison.Ordinal);
        int number = line.IndexOf(LineMark, StringComparison.Ordinal);
        if (file < 0 || number < file)
        {
            return null;
        }

        string digits = new([.. line.AsSpan(number + LineMark.Length).ToString().TakeWhile(char.IsAsciiDigit)]);
        return $"{line[(file + FileMark.Length)..number]}:{digits}";
    }
}
