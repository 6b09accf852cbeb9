namespace Vigil.Logs.Errors.Reading;

/// <summary>The last line of a Python traceback: a name and what it says.</summary>
internal static class ExceptionLine
{
    private static readonly string[] s_lowerCase = ["error", "timeout", "gaierror", "herror"];
    private static readonly string[] s_endings = ["Error", "Exception", "Interrupt", "Exit", "Timeout", "Fault", "Failure", "Refused", "NotFound", "Conflict", "Exceeded", "BadZipFile", "Iteration", "Empty", "MissingMandatoryValue", "Killed", "Exhausted", "OutOfRange"];

    /// <summary>Whether a line is the last of a traceback.</summary>
    /// <param name="text">The line, without prefixes.</param>
    /// <param name="inTraceback">Whether frames came before it: any name will do then.</param>
    /// <param name="nameLength">Length of the name.</param>
    public static bool IsOne(ReadOnlySpan<char> text, bool inTraceback, out int nameLength)
    {
        nameLength = 0;
        while (nameLength < text.Length && (char.IsLetterOrDigit(text[nameLength]) || text[nameLength] is '.' or '_'))
        {
            nameLength++;
        }

        if (nameLength < 3 || char.IsAsciiDigit(text[0]) || text[0] == '.')
        {
            return false;
        }

        ReadOnlySpan<char> name = text[..nameLength];
        ReadOnlySpan<char> rest = text[nameLength..];
        if (rest.StartsWith('('))
        {
            // RayTaskError(ValueError): …
            int close = rest.IndexOf("):");
            if (close is < 0 or > 100 || rest[..close].ContainsAny(" ,'\""))
            {
                return false;
            }

            rest = rest[(close + 1)..];
        }

        bool isAlone = rest.IsWhiteSpace();
        if (!isAlone && !rest.StartsWith(": ") && rest is not ":" && !(rest.StartsWith(':') && inTraceback))
        {
            return false;
        }

        ReadOnlySpan<char> last = name[(name.LastIndexOf('.') + 1)..];
        if (last.IsEmpty || last.EndsWith("Warning"))
        {
            return false;
        }

        if (!char.IsUpper(last[0]) && !(last[0] == '_' && last.Length > 1))
        {
            bool isKnown = name.Contains('.') && s_lowerCase.AsSpan().Contains(last.ToString());
            return isKnown && (inTraceback || rest.StartsWith(": "));
        }

        bool hasEnding = false;
        foreach (string ending in s_endings)
        {
            hasEnding |= last.EndsWith(ending);
        }

        if (inTraceback)
        {
            return hasEnding || (!isAlone && (name.Contains('.') || last.Length > 8));
        }

        // A number behind the name is a measure of error, not an error.
        ReadOnlySpan<char> message = rest.TrimStart(": ");
        bool isMeasure = !message.IsEmpty && (char.IsAsciiDigit(message[0]) || message[0] is '-' or '.' or '+') && !name.EndsWith("KeyError");
        bool isPlain = name is "Error" or "Exception" or "Timeout" or "Failure" or "Exit" or "Empty" or "Fault" or "NotFound" or "Killed";
        return hasEnding && !isMeasure && !(isPlain && isAlone) && (!isAlone || last.EndsWith("Error") || last.EndsWith("Exception") || last.EndsWith("Interrupt"));
    }
}
