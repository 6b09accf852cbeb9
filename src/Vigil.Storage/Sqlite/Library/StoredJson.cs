using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vigil.Storage.Sqlite.Library;

/// <summary>JSON of columns that other programs may write too.</summary>
internal static class StoredJson
{
    /// <summary>The object that a text holds; null when it holds none.</summary>
    public static JsonObject? Object(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
