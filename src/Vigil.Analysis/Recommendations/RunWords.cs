using System.Text.Json;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Recommendations;

/// <summary>Says what to do as the run's own framework has it.</summary>
internal static class RunWords
{
    /// <summary>The action for what is to be written.</summary>
    /// <param name="general">The action as the rule words it.</param>
    /// <param name="changes">What to write where; none when no place is known.</param>
    /// <param name="occurrences">What stands there now.</param>
    public static string Action(string general, IReadOnlyList<SettingChange> changes, IReadOnlyList<SettingOccurrence> occurrences)
    {
        if (changes.Count == 0)
        {
            return general;
        }

        string[] words = [.. changes.Select(change => Word(change, occurrences)).Distinct()];

        // A rule that speaks of the very key says more than a bare assignment would.
        string text = changes[0].Place.File is not null && words.Length == 1 && Names(general, LastKey(changes[0].Place.Path))
            ? general
            : words[0] + string.Concat(words.Skip(1).Select(word => ", " + char.ToLowerInvariant(word[0]) + word[1..]));
        return changes.Count > words.Length ? $"{text} in {changes.Count} places" : text;
    }

    private static string Word(SettingChange change, IReadOnlyList<SettingOccurrence> occurrences)
    {
        string path = change.Place.Path;
        string value = Proposal.Text(change.Value);
        if (change.Place.File is not null)
        {
            return $"Set {LastKey(path)}: {value}";
        }

        if (change.Place.IsEnvironment || !path.StartsWith('-'))
        {
            return change.Place.IsEnvironment ? $"Set {path}={value} in the environment" : $"Pass {path}={value}";
        }

        return change.Value?.GetValueKind() switch
        {
            JsonValueKind.True => $"Pass {path}",
            JsonValueKind.False when occurrences.Any(occurrence => occurrence.Place == change.Place && occurrence.IsWritten) => $"Leave out {path}",
            JsonValueKind.False => $"Pass {path} False",
            _ => $"Pass {path} {value}",
        };
    }

    private static string LastKey(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static bool Names(string text, string key)
    {
        int at = text.IndexOf(key, StringComparison.Ordinal);
        return at >= 0
            && (at == 0 || !IsPartOfName(text[at - 1]))
            && (at + key.Length == text.Length || !IsPartOfName(text[at + key.Length]));
    }

    private static bool IsPartOfName(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';
}
