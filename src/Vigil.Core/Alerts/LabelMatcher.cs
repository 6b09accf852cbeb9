using System.Text.RegularExpressions;

namespace Vigil.Core.Alerts;

/// <summary>A demand on one label, as Alertmanager's silences make it.</summary>
/// <param name="Name">The label; one that an alert lacks counts as empty.</param>
/// <param name="Value">The value, or the regular expression that it must match from end to end.</param>
/// <param name="IsRegex">Whether the value is a regular expression.</param>
/// <param name="IsEqual">Whether it must match; false: must not.</param>
public sealed record LabelMatcher(string Name, string Value, bool IsRegex = false, bool IsEqual = true)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether labels fulfil the demand. An expression that takes too long does not match.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        string text = labels.TryGetValue(Name, out string? found) ? found : "";
        return (IsRegex ? IsWhole(text) : text == Value) == IsEqual;
    }

    /// <summary>Says what is wrong with it; null for nothing.</summary>
    public string? Fault()
    {
        if (Name.Length is 0 or > 128 || Value.Length > 1024)
        {
            return "a matcher has a name of 1 to 128 and a value of at most 1,024 characters";
        }

        try
        {
            _ = IsRegex && IsWhole("");
            return null;
        }
        catch (ArgumentException exception)
        {
            return $"'{Value}' is no regular expression: {exception.Message}";
        }
    }

    private bool IsWhole(string text)
    {
        try
        {
            return Regex.IsMatch(text, $"^(?:{Value})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, s_patience);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
