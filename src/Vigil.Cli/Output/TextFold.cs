namespace Vigil.Cli.Output;

/// <summary>Breaks text into lines at blanks.</summary>
internal static class TextFold
{
    /// <summary>Lines of at most <paramref name="width"/> characters; a longer word is cut.</summary>
    public static IEnumerable<string> Fold(string text, int width)
    {
        string rest = RunText.OneLine(text);
        while (rest.Length > 0)
        {
            int cut = rest.Length <= width ? rest.Length : rest.LastIndexOf(' ', width);
            if (cut <= 0)
            {
                cut = Math.Min(width, rest.Length);
            }

            yield return rest[..cut].TrimEnd();
            rest = rest[cut..].TrimStart();
        }
    }
}
