namespace Vigil.Logs.Errors.Reading;

/// <summary>Sentences that name a failure to advise on it, and do not report one.</summary>
internal static class Advice
{
    private static readonly string[] s_beginnings = ["If ", "Note", "Tip", "Hint", "To ", "Try ", "Please ", "In case ", "When ", "--", "#", "//", "See "];

    /// <summary>Whether a line only advises.</summary>
    public static bool IsOne(ReadOnlySpan<char> message)
    {
        foreach (string beginning in s_beginnings)
        {
            if (message.StartsWith(beginning, StringComparison.OrdinalIgnoreCase) && !message.StartsWith("# OOM"))
            {
                return true;
            }
        }

        return message.Contains(" to avoid ", StringComparison.Ordinal) && !message.Contains("Tried to allocate", StringComparison.Ordinal);
    }
}
