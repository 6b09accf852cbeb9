using System.Text.Json.Nodes;
using Vigil.Analysis.Operations;
using Vigil.Core.Operations;

namespace Vigil.Server.Live;

/// <summary>What goes on now and how the last minutes went, as its followers know it. Told by comparing.</summary>
internal sealed class OperationsFeed(IOperationReader operations, TimeProvider time)
{
    private const double RecentSeconds = 300;
    private string _known = "";

    /// <summary>As it stands: <c>active</c>, and <c>recent</c>, the figures of the last five minutes.</summary>
    public JsonObject Read()
    {
        double now = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        return new JsonObject
        {
            ["active"] = new JsonArray([.. operations.ReadActive().Select(one => (JsonNode)OperationJson.Of(one, now))]),
            ["recent"] = OperationJson.Of(operations.ReadTotal(new OperationQuery { FromUnixSeconds = now - RecentSeconds, ToUnixSeconds = now + RecentSeconds })),
        };
    }

    /// <summary>Reads it; null when nothing has changed but the time.</summary>
    public JsonObject? Refresh()
    {
        JsonObject read = Read();
        JsonObject compared = read.DeepClone().AsObject();
        foreach (JsonNode? active in compared["active"]!.AsArray())
        {
            active!.AsObject().Remove("elapsed_seconds");
        }

        string text = compared.ToJsonString();
        if (text == _known)
        {
            return null;
        }

        _known = text;
        return read;
    }
}
