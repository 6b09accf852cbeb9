using Vigil.Logs.Errors.Patterns;

namespace Vigil.Logs.Errors.Reading;

/// <summary>
/// Two exceptions of which the second was raised while the first was handled: one of them is what a person would quote. The
/// first, as a rule; the second where it says more, or where the first is of a kind that programs raise to probe.
/// </summary>
internal static class ExceptionChain
{
    private static readonly string[] s_anyReason = ["OSError", "IOError", "RuntimeError", "Exception", "Error"];

    /// <summary>Makes the one that says less an echo of the other.</summary>
    /// <param name="first">Raised first.</param>
    /// <param name="second">Raised while the first was handled.</param>
    /// <param name="isDirectCause">Whether the first is said to have caused the second.</param>
    public static void Join(BookedFinding first, BookedFinding second, bool isDirectCause)
    {
        bool keepsSecond = Worth(second) > Worth(first) || (Worth(second) == Worth(first) && first.Telling <= Telling.WideName && !isDirectCause);
        BookedFinding echo = keepsSecond ? first : second;
        if (echo.Count == 1)
        {
            echo.Role = PatternRole.Echo;
        }
    }

    private static int Worth(BookedFinding finding)
    {
        if (finding.Role == PatternRole.Echo)
        {
            return -1;
        }

        string name = finding.Finding.Message.Split(':', 2)[0];
        return (2 * (int)finding.Telling) + (s_anyReason.Contains(name) ? 0 : 1);
    }
}
