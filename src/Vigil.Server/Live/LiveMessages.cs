using System.Text;
using System.Text.Json.Nodes;

namespace Vigil.Server.Live;

/// <summary>The messages that the server sends: docs/api.md.</summary>
internal static class LiveMessages
{
    public static byte[] Error(string detail) => Bytes(new JsonObject { ["type"] = "error", ["detail"] = detail });

    public static byte[] Dropped(string topic, string? id) => Bytes(About("dropped", topic, id));

    /// <summary>The beginning that all messages about a topic share.</summary>
    public static JsonObject About(string type, string topic, string? id)
    {
        var message = new JsonObject { ["type"] = type, ["topic"] = topic };
        if (id is not null)
        {
            message["id"] = id;
        }

        return message;
    }

    public static byte[] Bytes(JsonObject message) => Encoding.UTF8.GetBytes(message.ToJsonString());
}
