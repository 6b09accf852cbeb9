namespace Vigil.Logs.Errors.Patterns;

/// <summary>
/// Finds which of many words a text holds, in any case, in one pass: the first three letters of each word, taken together, pick
/// the words to compare at each place.
/// </summary>
internal sealed class SignIndex
{
    private const int Buckets = 4096;

    private readonly (string Word, int[] Rows)[]?[] _buckets = new (string, int[])[]?[Buckets];

    /// <summary>Builds the index.</summary>
    /// <param name="signs">Each row's words, by row.</param>
    public SignIndex(IReadOnlyList<IReadOnlyList<string>> signs)
    {
        var rows = signs
            .SelectMany((words, row) => words.Select(word => (Word: word, Row: row)))
            .GroupBy(pair => pair.Word, StringComparer.OrdinalIgnoreCase)
            .Select(group => (Word: group.Key, Rows: group.Select(pair => pair.Row).Distinct().ToArray()));
        foreach (IGrouping<int, (string Word, int[] Rows)> bucket in rows.GroupBy(pair => Hash(pair.Word[0], pair.Word[1], pair.Word[2])))
        {
            _buckets[bucket.Key] = [.. bucket];
        }
    }

    /// <summary>Marks the rows of which the text holds a word.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rows">One bit a row.</param>
    public void Mark(ReadOnlySpan<char> text, Span<ulong> rows)
    {
        for (int i = 0; i + 2 < text.Length; i++)
        {
            if (_buckets[Hash(text[i], text[i + 1], text[i + 2])] is not { } bucket)
            {
                continue;
            }

            foreach ((string word, int[] marked) in bucket)
            {
                if (text[i..].StartsWith(word, StringComparison.OrdinalIgnoreCase))
                {
                    foreach (int row in marked)
                    {
                        rows[row >> 6] |= 1UL << (row & 63);
                    }
                }
            }
        }
    }

    private static int Hash(char a, char b, char c) => ((((a | 0x20) * 31) + (b | 0x20)) * 31 + (c | 0x20)) & (Buckets - 1);
}
