using System.Numerics;

namespace Vigil.Logs.Errors.Patterns;

/// <summary>
/// The table of causes: what lines say, row by row. To recognise another message, add a row where it belongs; tests hold that
/// its example matches it and that no row before it takes the example for another class.
/// </summary>
internal static class CausePatterns
{
    /// <summary>All rows; of those that match a line, the first counts.</summary>
    public static readonly CausePattern[] All =
        [.. GeneralPatterns.Harmless, .. MachinePatterns.DataLoading, .. DevicePatterns.Rows, .. MachinePatterns.Rows, .. ProgramPatterns.Rows, .. GeneralPatterns.Rows];

    private static readonly SignIndex s_index = new([.. All.Select(row => row.Signs)]);

    /// <summary>Finds the row that a text belongs to.</summary>
    /// <param name="text">A line without its prefix, or an exception.</param>
    /// <param name="mayBe">What the row must satisfy besides.</param>
    /// <param name="captures">What the row captured; cleared first.</param>
    public static CausePattern? Find(ReadOnlySpan<char> text, Func<CausePattern, bool> mayBe, Dictionary<string, string> captures)
    {
        captures.Clear();
        Span<ulong> marked = stackalloc ulong[(All.Length + 63) / 64];
        marked.Clear();
        s_index.Mark(text, marked);
        for (int block = 0; block < marked.Length; block++)
        {
            for (ulong bits = marked[block]; bits != 0; bits &= bits - 1)
            {
                CausePattern row = All[(block << 6) + BitOperations.TrailingZeroCount(bits)];
                if (mayBe(row) && row.TryMatch(text, captures))
                {
                    return row;
                }

                captures.Clear();
            }
        }

        return null;
    }
}
