using Vigil.Core.Alerts;

namespace Vigil.Alerting.Settings;

/// <summary>Demands on labels as Alertmanager's users write them: <c>name=value</c>, <c>!=</c>, <c>=~</c>, <c>!~</c>.</summary>
public static class MatcherText
{
    /// <summary>Reads one.</summary>
    /// <returns>The demand, or what is wrong with the text.</returns>
    public static (LabelMatcher? Matcher, string? Fault) Parse(string text)
    {
        int at = text.AsSpan().IndexOfAny('=', '!');
        if (at > 0 && at < text.Length - 1)
        {
            (bool regex, bool equal, int length)? kind = text.AsSpan(at) switch
            {
                ['=', '~', ..] => (true, true, 2),
                ['!', '~', ..] => (true, false, 2),
                ['!', '=', ..] => (false, false, 2),
                ['=', ..] => (false, true, 1),
                _ => null,
            };
            if (kind is { } found)
            {
                var matcher = new LabelMatcher(text[..at].Trim(), text[(at + found.length)..].Trim().Trim('"'), found.regex, found.equal);
                return matcher.Fault() is { } fault ? (null, fault) : (matcher, null);
            }
        }

        return (null, $"'{text}' is no demand on a label: write name=value, name!=value, name=~expression or name!~expression");
    }

    /// <summary>Writes one.</summary>
    public static string Of(LabelMatcher matcher) => $"{matcher.Name}{(matcher.IsRegex ? matcher.IsEqual ? "=~" : "!~" : matcher.IsEqual ? "=" : "!=")}{matcher.Value}";
}
