using System.Text.Json.Nodes;
using Vigil.Core.Runs;

namespace Vigil.Server.Api.Shapes;

/// <summary>An event: docs/api.md. A contract.</summary>
internal static class EventItemJson
{
    public static JsonObject Create(StoredEvent stored) => new()
    {
        ["id"] = stored.Id,
        ["t"] = stored.Event.UnixSeconds,
        ["type"] = stored.Event.Type,
        ["details"] = stored.Event.Details?.DeepClone(),
        ["sample_id"] = stored.SampleId,
    };
}
