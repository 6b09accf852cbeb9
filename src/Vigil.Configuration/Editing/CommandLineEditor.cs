using System.Text.Json;
using System.Text.Json.Nodes;
using Vigil.Configuration.Arguments;
using Vigil.Configuration.Dialects;

namespace Vigil.Configuration.Editing;

/// <summary>Changes options of a command line, and variables in front of it, in the style that it is written in.</summary>
public static class CommandLineEditor
{
    /// <summary>Makes changes: an option that is there is replaced, one that is not is added at the end.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="changes">What to write where; changes to files are passed over.</param>
    /// <returns>The words of the new command line.</returns>
    public static IReadOnlyList<string> Edit(IReadOnlyList<string> command, IEnumerable<SettingChange> changes)
    {
        var words = command.ToList();
        foreach (SettingChange change in changes.Where(change => change.Place.File is null))
        {
            CommandArguments arguments = CommandArguments.Parse(words);
            CommandOption? option = arguments.Options.LastOrDefault(candidate => candidate.IsEnvironment == change.Place.IsEnvironment && candidate.Spelling == change.Place.Path);
            if (change.Place.IsEnvironment)
            {
                SetVariable(words, option, change);
            }
            else if (option is null)
            {
                Append(words, arguments, change);
            }
            else
            {
                Replace(words, option, change.Value);
            }
        }

        return words;
    }

    private static void SetVariable(List<string> words, CommandOption? option, SettingChange change)
    {
        string assignment = change.Place.Path + "=" + ScalarText.Plain(change.Value);
        if (option is not null)
        {
            words[option.Index] = assignment;
        }
        else if (words.Count > 0 && words[0] == "env")
        {
            words.Insert(1, assignment);
        }
        else
        {
            words.InsertRange(0, ["env", assignment]);
        }
    }

    private static void Replace(List<string> words, CommandOption option, JsonNode? value)
    {
        string text = Word(value, option.Spelling.StartsWith('-'));
        bool isFlag = option.Spelling.StartsWith('-') && !option.IsAssignment && !option.IsGlued;
        if (value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False && isFlag && !option.HasSwitchValue)
        {
            // A bare flag says yes by being there.
            if (value.GetValueKind() == JsonValueKind.False)
            {
                words.RemoveAt(option.Index);
            }

            return;
        }

        if (option.HasSwitchValue)
        {
            text = ScalarText.InCaseOf(ScalarText.Plain(value), option.Value!);
        }

        if (option.ValueIndex < 0)
        {
            words.Insert(option.Index + 1, text);
        }
        else
        {
            words[option.ValueIndex] = option.IsGlued ? option.Spelling + text : option.IsAssignment ? option.Spelling + "=" + text : text;
        }
    }

    private static void Append(List<string> words, CommandArguments arguments, SettingChange change)
    {
        string path = change.Place.Path;
        string text = Word(change.Value, path.StartsWith('-'));
        CommandOption[] others = [.. arguments.Options.Where(option => option.Index >= arguments.FirstArgument && option.Spelling.StartsWith("--", StringComparison.Ordinal) && option.Value is not null)];
        bool assigns = others.Length > 0 && others.Count(option => option.IsAssignment) * 2 > others.Length;
        if (!path.StartsWith('-'))
        {
            words.Add(path + "=" + text);
        }
        else if (change.Value?.GetValueKind() == JsonValueKind.True)
        {
            words.Add(path);
        }
        else if (assigns)
        {
            words.Add(path + "=" + text);
        }
        else
        {
            words.AddRange([path, text]);
        }
    }

    /// <summary>Python's words for yes and no where Python reads them; lists as Hydra takes them.</summary>
    private static string Word(JsonNode? value, bool isOption) => value is JsonArray list ? "[" + string.Join(',', list.Select(item => Word(item, isOption: false))) + "]"
        : isOption && value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? ScalarText.InCaseOf(ScalarText.Plain(value), "True")
        : ScalarText.Plain(value);
}
