using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vigil.Storage.Sqlite.Writing;

/// <summary>Writes JSON that came from anywhere.</summary>
internal static class JsonText
{
    /// <summary>The text of a tree. JSON has no NaN and no infinity: a tree with them is written with words in their place.</summary>
    public static string Of(JsonNode tree)
    {
        try
        {
            return tree.ToJsonString();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or JsonException or NotSupportedException)
        {
            return Plain(tree)!.ToJsonString();
        }
    }

    private static JsonNode? Plain(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Plain(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Plain)]),
        JsonValue value when value.TryGetValue(out double number) && !double.IsFinite(number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        JsonValue value when value.TryGetValue(out float number) && !float.IsFinite(number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => node.DeepClone(),
    };
}
