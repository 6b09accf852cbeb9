namespace Vigil.Configuration.Arguments;

/// <summary>Command lines as people type them.</summary>
public static class ShellWords
{
    /// <summary>Words as one line: those that need it are quoted as a shell wants, control characters are shown as blanks.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word)
    {
        bool plain = word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "-_./=:,+@%".Contains(character, StringComparison.Ordinal));
        return plain ? word : "'" + OneLine(word).Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    private static string OneLine(string word) =>
        string.Create(word.Length, word, (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
}
