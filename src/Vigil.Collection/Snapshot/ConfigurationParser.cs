using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Vigil.Collection.Snapshot;

/// <summary>Turns YAML and JSON text into one tree of JSON nodes. The only place that knows the YAML library.</summary>
public static class ConfigurationParser
{
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions s_json = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaxDepth,
    };

    /// <summary>Parses a text; of several YAML documents the first counts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isJson">True for JSON (comments and trailing commas allowed), false for YAML.</param>
    /// <returns>The tree, null for an empty text; and where it is wrong, a sentence that says where.</returns>
    public static (JsonNode? Root, string? Error) Parse(string text, bool isJson)
    {
        try
        {
            return (isJson ? JsonNode.Parse(text, documentOptions: s_json) : ParseYaml(text), null);
        }
        catch (JsonException exception)
        {
            return (null, $"Line {exception.LineNumber + 1}: {exception.Message}");
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
        return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode, 0);
    }

    private static JsonNode? Convert(YamlNode node, int depth)
    {
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
                    json[key is YamlScalarNode scalar ? scalar.Value ?? "" : key.ToString()] = Convert(value, depth + 1);
                }

                return json;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Children.Select(child => Convert(child, depth + 1))]);
            case YamlScalarNode scalar:
                return Scalar(scalar);
            default:
                return null;
        }
    }

    /// <summary>YAML 1.2 core schema: plain words for null and booleans, integers, floats; quoted scalars are strings.</summary>
    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        string value = scalar.Value ?? "";
        if (scalar.Style is not ScalarStyle.Plain)
        {
            return JsonValue.Create(value);
        }

        return value switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            _ when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) => JsonValue.Create(integer),
            _ when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => JsonValue.Create(number),
            _ => JsonValue.Create(value),
        };
    }
}
