using System.Text.Json.Nodes;
using Vigil.Core.Runs;

namespace Vigil.Server.Exporting;

/// <summary>An event as <c>--json</c> prints it.</summary>
public static class EventJson
{
    /// <summary>The event.</summary>
    public static JsonObject Of(StoredEvent stored) => new()
    {
        ["timestamp"] = stored.Event.UnixSeconds,
        ["type"] = stored.Event.Type,
        ["details"] = stored.Event.Details?.DeepClone(),
        ["sample_id"] = stored.SampleId,
    };
}
