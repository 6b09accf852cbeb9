namespace Vigil.Logs.Errors.Patterns;

/// <summary>
/// Finds which of many words a text holds, in any case, in one pass: five bits of each of three letters in a row pick the few
/// words to compare there.
/// </summary>
internal sealed class SignIndex
{
    private const int Mask = (1 << 15) - 1;

    /// <summary>By three letters, which bucket; 0 is none. Bytes, so that the whole stays in the nearest cache.</summary>
    private readonly byte[] _places = new byte[Mask + 1];

    private readonly List<(string Word, int[] Rows)>[] _buckets;

    /// <summary>Builds the index.</summary>
    /// <param name="signs">Each row's words, of three letters at least, by row.</param>
    public SignIndex(IReadOnlyList<IReadOnlyList<string>> signs)
    {
        _buckets = new List<(string, int[])>[byte.MaxValue + 1];
        var words = signs
            .SelectMany((words, row) => words.Select(word => (Word: word, Row: row)))
            .GroupBy(pair => pair.Word, StringComparer.OrdinalIgnoreCase)
            .Select(group => (Word: group.Key, Rows: group.Select(pair => pair.Row).Distinct().ToArray()));
        int next = 0;
        foreach ((string Word, int[] Rows) word in words)
        {
            // More starts than buckets share them: what is compared tells.
            ref byte place = ref _places[Key(word.Word)];
            place = place == 0 ? (byte)((next++ % byte.MaxValue) + 1) : place;
            (_buckets[place] ??= []).Add(word);
        }
    }

    /// <summary>Whether the text holds any of the words.</summary>
    public bool HoldsAny(ReadOnlySpan<char> text)
    {
        int key = 0;
        byte[] places = _places;
        for (int i = 0; i < text.Length; i++)
        {
            key = ((key << 5) | (text[i] & 31)) & Mask;
            byte place = places[key];
            if (place != 0 && i >= 2 && Holds(text[(i - 2)..], _buckets[place]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Marks the rows of which the text holds a word.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rows">One bit a row.</param>
    public void Mark(ReadOnlySpan<char> text, Span<ulong> rows)
    {
        int key = 0;
        for (int i = 0; i < text.Length; i++)
        {
            key = ((key << 5) | (text[i] & 31)) & Mask;
            if (_places[key] == 0 || i < 2)
            {
                continue;
            }

            foreach ((string word, int[] marked) in _buckets[_places[key]])
            {
                if (text[(i - 2)..].StartsWith(word, StringComparison.OrdinalIgnoreCase))
                {
                    foreach (int row in marked)
                    {
                        rows[row >> 6] |= 1UL << (row & 63);
                    }
                }
            }
        }
    }

    private static bool Holds(ReadOnlySpan<char> text, List<(string Word, int[] Rows)> words)
    {
        foreach ((string word, _) in words)
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static int Key(string word) => ((word[0] & 31) << 10) | ((word[1] & 31) << 5) | (word[2] & 31);
}
