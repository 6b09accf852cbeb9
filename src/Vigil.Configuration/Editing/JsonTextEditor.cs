using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vigil.Configuration.Parsing;

namespace Vigil.Configuration.Editing;

/// <summary>Edits the text of a JSON file, with or without comments, at the positions that its reader tells.</summary>
internal static class JsonTextEditor
{
    /// <summary>Writes a value. That nothing else changed is checked by the caller.</summary>
    public static EditResult Edit(string text, IReadOnlyList<PathSegment> segments, string path, JsonNode? value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            reader.Read();
            for (int i = 0; i < segments.Count; i++)
            {
                if (segments[i].Key is { } key && reader.TokenType == JsonTokenType.StartObject)
                {
                    Section section = default;
                    section.Start = (int)reader.TokenStartIndex;
                    if (!FindMember(ref reader, key, ref section))
                    {
                        return segments.Skip(i).Any(segment => segment.Key is null)
                            ? EditResult.Refused($"'{path}' would need a new item in a list: add it by hand.")
                            : Text(Insert(bytes, section, [.. segments.Skip(i).Select(segment => segment.Key!)], value));
                    }
                }
                else if (segments[i].Key is not null || reader.TokenType != JsonTokenType.StartArray || !FindItem(ref reader, segments[i].Index))
                {
                    return EditResult.Refused($"'{path}' does not lead to a value in the file.");
                }
            }

            if (reader.TokenType == JsonTokenType.StartObject)
            {
                return EditResult.Refused($"'{path}' is a section, not a value.");
            }

            int start = (int)reader.TokenStartIndex;
            bool quoted = reader.TokenType == JsonTokenType.String;
            reader.Skip();
            return Text(Splice(bytes, start, (int)reader.BytesConsumed, Write(value, quoted)));
        }
        catch (JsonException exception)
        {
            return EditResult.Refused("The file cannot be read as JSON: " + exception.Message);
        }
    }

    private static EditResult Text(byte[] bytes) => EditResult.Done(Encoding.UTF8.GetString(bytes));

    /// <summary>Leaves the reader at the member's value; otherwise notes where the section's parts are.</summary>
    private static bool FindMember(ref Utf8JsonReader reader, string key, ref Section section)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            section.FirstMember = section.FirstMember == 0 ? (int)reader.TokenStartIndex : section.FirstMember;
            bool found = reader.ValueTextEquals(key);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
            section.LastEnd = (int)reader.BytesConsumed;
        }

        section.Close = (int)reader.TokenStartIndex;
        return false;
    }

    private static bool FindItem(ref Utf8JsonReader reader, int index)
    {
        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i == index)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    /// <summary>A new member behind the last one: on a line of its own where the others have theirs.</summary>
    private static byte[] Insert(byte[] bytes, Section section, string[] names, JsonNode? value)
    {
        string entry = Write(value, quoted: false);
        foreach (string name in names.Reverse())
        {
            entry = JsonSerializer.Serialize(name, TextContext.Default.String) + ": " + (name == names[^1] ? entry : "{" + entry + "}");
        }

        if (section.LastEnd == 0)
        {
            return Splice(bytes, section.Start + 1, section.Start + 1, entry);
        }

        int lineStart = Array.LastIndexOf(bytes, (byte)'\n', section.FirstMember) + 1;
        bool ownLines = lineStart > section.Start && bytes.AsSpan(lineStart, section.FirstMember - lineStart).IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;
        int lineEnd = Array.IndexOf(bytes, (byte)'\n', section.LastEnd);
        if (!ownLines || lineEnd < 0 || lineEnd > section.Close)
        {
            return Splice(bytes, section.LastEnd, section.LastEnd, ", " + entry);
        }

        // The comma goes behind the value, the line below whatever comment follows it.
        bool hasComma = bytes.AsSpan(section.LastEnd, section.Close - section.LastEnd).TrimStart(" \t\r\n"u8) is [(byte)',', ..];
        string indent = Encoding.UTF8.GetString(bytes, lineStart, section.FirstMember - lineStart);
        string newLine = bytes[lineEnd - 1] == '\r' ? "\r\n" : "\n";
        byte[] below = Splice(bytes, lineEnd + 1, lineEnd + 1, indent + entry + newLine);
        return hasComma ? below : Splice(below, section.LastEnd, section.LastEnd, ",");
    }

    private static string Write(JsonNode? value, bool quoted) => quoted && value is JsonValue
        ? JsonSerializer.Serialize(ScalarText.Plain(value), TextContext.Default.String)
        : value is JsonArray list ? "[" + string.Join(", ", list.Select(item => Write(item, quoted: false))) + "]"
        : value?.GetValueKind() == JsonValueKind.String ? JsonSerializer.Serialize(value.GetValue<string>(), TextContext.Default.String)
        : ScalarText.Plain(value);

    private static byte[] Splice(byte[] bytes, int start, int end, string text) => [.. bytes.AsSpan(0, start), .. Encoding.UTF8.GetBytes(text), .. bytes.AsSpan(end)];

    /// <summary>Where the parts of an object lie, in bytes.</summary>
    private struct Section
    {
        public int Start;
        public int FirstMember;
        public int LastEnd;
        public int Close;
    }
}
