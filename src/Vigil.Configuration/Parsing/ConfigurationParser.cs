using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Vigil.Configuration.Parsing;

/// <summary>Turns YAML and JSON text into one tree of JSON nodes. The only place that knows the YAML library.</summary>
public static class ConfigurationParser
{
    private const int MaxDepth = 64;

    /// <summary>Nodes of one document once its anchors are repeated where they are used: a few lines can name millions.</summary>
    private const int MaxNodes = 100_000;

    private static readonly JsonDocumentOptions s_json = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaxDepth,

        // Found at once, rather than by an exception when the tree is first walked.
        AllowDuplicateProperties = false,
    };

    /// <summary>Parses a text; of several YAML documents the first counts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isJson">True for JSON (comments and trailing commas allowed), false for YAML.</param>
    /// <returns>The tree, null for an empty text; and where it is wrong, a sentence that says where.</returns>
    public static (JsonNode? Root, string? Error) Parse(string text, bool isJson)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, null);
        }

        try
        {
            return (isJson ? JsonNode.Parse(text, documentOptions: s_json) : ParseYaml(text), null);
        }
        catch (JsonException exception)
        {
            return (null, exception.LineNumber is { } line ? $"Line {line + 1}: {exception.Message}" : exception.Message);
        }
        catch (YamlException exception)
        {
            return (null, $"Line {exception.Start.Line}: {exception.Message}");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException)
        {
            // The YAML library reports some malformed documents (duplicate anchors, odd keys) so.
            return (null, exception.Message);
        }
    }

    private static JsonNode? ParseYaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        int nodes = 0;
        return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode, 0, ref nodes);
    }

    private static JsonNode? Convert(YamlNode node, int depth, ref int nodes)
    {
        if (++nodes > MaxNodes)
        {
            throw new YamlException(node.Start, node.End, $"More than {MaxNodes} values.");
        }

        if (depth > MaxDepth)
        {
            throw new YamlException(node.Start, node.End, $"Nested deeper than {MaxDepth} levels.");
        }

        switch (node)
        {
            case YamlMappingNode mapping:
                var json = new JsonObject();
                foreach ((YamlNode key, YamlNode value) in mapping.Children)
                {
                    json[key is YamlScalarNode scalar ? scalar.Value ?? "" : key.ToString()] = Convert(value, depth + 1, ref nodes);
                }

                return json;
            case YamlSequenceNode sequence:
                var array = new JsonArray();
                foreach (YamlNode child in sequence.Children)
                {
                    array.Add(Convert(child, depth + 1, ref nodes));
                }

                return array;
            case YamlScalarNode scalar:
                // Quoted scalars are strings.
                return scalar.Style is ScalarStyle.Plain ? PlainScalar.Parse(scalar.Value ?? "") : JsonValue.Create(scalar.Value ?? "");
            default:
                return null;
        }
    }
}
