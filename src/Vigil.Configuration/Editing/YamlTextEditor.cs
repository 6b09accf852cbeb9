using System.Text.Json.Nodes;
using Vigil.Configuration.Parsing;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Vigil.Configuration.Editing;

/// <summary>
/// Edits the text of a YAML file at the positions that its parser tells. Left out: values of several lines, keys that are no
/// plain text, new items of lists.
/// </summary>
internal static class YamlTextEditor
{
    /// <summary>Writes a value. That nothing else changed is checked by the caller.</summary>
    public static EditResult Edit(string text, IReadOnlyList<PathSegment> segments, string path, JsonNode? value)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (Exception exception) when (exception is YamlException or ArgumentException or InvalidOperationException or FormatException)
        {
            return EditResult.Refused("The file cannot be read as YAML: " + exception.Message);
        }

        YamlNode node = stream.Documents[0].RootNode;
        (int Start, int End) key = default;
        for (int i = 0; i < segments.Count; i++)
        {
            if (node is YamlMappingNode mapping && segments[i].Key is { } name)
            {
                KeyValuePair<YamlNode, YamlNode> found = mapping.Children.FirstOrDefault(child => child.Key is YamlScalarNode scalar && scalar.Value == name);
                if (found.Key is null)
                {
                    return Insert(text, mapping, [.. segments.Skip(i)], path, value);
                }

                key = ((int)found.Key.Start.Index, (int)found.Key.End.Index);
                node = found.Value;
                if (i < segments.Count - 1 && node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or null } && segments[i + 1].Key is not null)
                {
                    return InsertBelow(text, found.Key, [.. segments.Skip(i + 1)], path, value);
                }
            }
            else if (node is YamlSequenceNode sequence && segments[i].Key is null && segments[i].Index < sequence.Children.Count)
            {
                key = default;
                node = sequence.Children[segments[i].Index];
            }
            else
            {
                return EditResult.Refused($"'{path}' does not lead to a value in the file.");
            }
        }

        return Replace(text, key, node, path, value);
    }

    private static EditResult Replace(string text, (int Start, int End) key, YamlNode node, string path, JsonNode? value)
    {
        int start = (int)node.Start.Index;
        int end = YamlPositions.EndOf(text, node);
        if (key.End > 0)
        {
            int at = YamlPositions.SkipToValue(text, key.End);
            if (at < text.Length && text[at] == '*')
            {
                // An alias: what it stands for lies elsewhere, and is left as it is.
                end = at + 1;
                while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not (',' or '}' or ']'))
                {
                    end++;
                }

                return EditResult.Done(text[..at] + ScalarText.Yaml(value, "") + text[end..]);
            }
        }

        if (node is YamlSequenceNode { Style: not SequenceStyle.Flow } list)
        {
            return ReplaceItems(text, list, path, value);
        }

        if (node is YamlMappingNode)
        {
            return EditResult.Refused($"'{path}' is a section, not a value.");
        }

        if (node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or null } && key.End > 0)
        {
            int colon = text.IndexOf(':', key.End);
            return colon < 0 ? EditResult.Refused($"'{path}' has no value that could be replaced.")
                : EditResult.Done(text[..(colon + 1)] + " " + ScalarText.Yaml(value, "") + text[(colon + 1)..]);
        }

        start = YamlPositions.SkipProperties(text, start);
        end = start + text.AsSpan(start, end - start).TrimEnd().Length;
        string old = text[start..end];
        return node is YamlScalarNode && (old.AsSpan().ContainsAny('\r', '\n') || old.StartsWith('|') || old.StartsWith('>'))
            ? EditResult.Refused($"'{path}' is written over several lines: change it by hand.")
            : EditResult.Done(text[..start] + ScalarText.Yaml(value, old) + text[end..]);
    }

    /// <summary>A list with a line for each item: items are replaced in order, those too many lose their lines.</summary>
    private static EditResult ReplaceItems(string text, YamlSequenceNode list, string path, JsonNode? value)
    {
        if (value is not JsonArray wanted || wanted.Count > list.Children.Count || wanted.Count == 0 || list.Children.Any(child => child is not YamlScalarNode || child.Start.Line != child.End.Line))
        {
            return EditResult.Refused($"'{path}' is a list of several lines: change it by hand.");
        }

        // From the last to the first, so that positions hold.
        for (int i = list.Children.Count - 1; i >= 0; i--)
        {
            int start = (int)list.Children[i].Start.Index;
            int end = (int)list.Children[i].End.Index;
            if (i >= wanted.Count)
            {
                int lineStart = text.LastIndexOf('\n', start) + 1;
                int lineEnd = text.IndexOf('\n', end);
                text = text[..lineStart] + (lineEnd < 0 ? "" : text[(lineEnd + 1)..]);
            }
            else
            {
                end = start + text.AsSpan(start, end - start).TrimEnd().Length;
                string old = text[start..end];
                text = text[..start] + (SameItem(list.Children[i], wanted[i]) ? old : ScalarText.Yaml(wanted[i], old)) + text[end..];
            }
        }

        return EditResult.Done(text);
    }

    private static bool SameItem(YamlNode item, JsonNode? wanted) =>
        item is YamlScalarNode scalar && ScalarText.Plain(PlainScalar.Parse(scalar.Value ?? "")) == ScalarText.Plain(wanted);

    /// <summary>A new key in a section that has others: below the last one with a value of one line.</summary>
    private static EditResult Insert(string text, YamlMappingNode mapping, PathSegment[] rest, string path, JsonNode? value)
    {
        if (rest.Any(segment => segment.Key is null))
        {
            return EditResult.Refused($"'{path}' would need a new item in a list: add it by hand.");
        }

        if (mapping.Style == MappingStyle.Flow)
        {
            return InsertFlow(text, mapping, rest, value);
        }

        if (mapping.Children.Count == 0)
        {
            return EditResult.Refused($"'{path}' has no section to stand in: add it by hand.");
        }

        YamlNode first = mapping.Children[0].Key;
        int indent = (int)first.Start.Column - 1;
        string newLine = NewLineOf(text);
        string lines = string.Join(newLine, Lines(rest, value, indent, StepOf(text)));
        YamlNode? above = mapping.Children
            .Where(child => child.Value is YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted } && child.Key.Start.Line == child.Value.End.Line && child.Value.Start.Index >= child.Key.End.Index)
            .Select(child => child.Key).LastOrDefault();
        if (above is null)
        {
            int at = (int)first.Start.Index;
            return EditResult.Done(text[..at] + lines.TrimStart(' ') + newLine + new string(' ', indent) + text[at..]);
        }

        return EditResult.Done(InsertLines(text, (int)above.End.Index, lines, newLine));
    }

    /// <summary>A new key in a section that is there but empty.</summary>
    private static EditResult InsertBelow(string text, YamlNode section, PathSegment[] rest, string path, JsonNode? value)
    {
        if (rest.Any(segment => segment.Key is null))
        {
            return EditResult.Refused($"'{path}' would need a new item in a list: add it by hand.");
        }

        int step = StepOf(text);
        string newLine = NewLineOf(text);
        return EditResult.Done(InsertLines(text, (int)section.End.Index, string.Join(newLine, Lines(rest, value, (int)section.Start.Column - 1 + step, step)), newLine));
    }

    private static EditResult InsertFlow(string text, YamlMappingNode mapping, PathSegment[] rest, JsonNode? value)
    {
        string entry = ScalarText.Yaml(value, "");
        foreach (PathSegment segment in rest.Reverse())
        {
            string inner = segment == rest[^1] ? entry : "{" + entry + "}";
            entry = ScalarText.Yaml(segment.Key, mapping.Children.Count > 0 && text[(int)mapping.Children[0].Key.Start.Index] == '"' ? "\"" : "") + ": " + inner;
        }

        if (mapping.Children.Count == 0)
        {
            int open = text.IndexOf('{', (int)mapping.Start.Index) + 1;
            return EditResult.Done(text[..open] + entry + text[open..]);
        }

        YamlNode last = mapping.Children[^1].Value;
        int end = YamlPositions.EndOf(text, last);
        if (last.Start.Index < mapping.Children[^1].Key.End.Index)
        {
            return EditResult.Refused("The section ends with an alias: add the key by hand.");
        }

        end = (int)last.Start.Index + text.AsSpan((int)last.Start.Index, end - (int)last.Start.Index).TrimEnd().Length;
        return EditResult.Done(text[..end] + ", " + entry + text[end..]);
    }

    private static string InsertLines(string text, int above, string lines, string newLine)
    {
        int lineEnd = text.IndexOf('\n', above);
        return lineEnd < 0 ? text + newLine + lines : text[..(lineEnd + 1)] + lines + newLine + text[(lineEnd + 1)..];
    }

    private static IEnumerable<string> Lines(PathSegment[] rest, JsonNode? value, int indent, int step)
    {
        for (int i = 0; i < rest.Length; i++)
        {
            string start = new string(' ', indent + (i * step)) + ScalarText.Yaml(rest[i].Key, "") + ":";
            yield return i == rest.Length - 1 ? start + " " + ScalarText.Yaml(value, "") : start;
        }
    }

    private static string NewLineOf(string text) => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>Blanks of one level: the first indentation in the file; two where there is none.</summary>
    private static int StepOf(string text) => text.Split('\n')
        .Where(line => line.Length > 0 && line[0] == ' ' && line.AsSpan().TrimStart(' ') is [not ('#' or '\r'), ..])
        .Select(line => line.Length - line.AsSpan().TrimStart(' ').Length)
        .FirstOrDefault(2);
}
