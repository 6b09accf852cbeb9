using System.Text.Json.Nodes;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>Which program a resource stands for, by the semantic conventions.</summary>
/// <param name="Name">Its name: <c>service.name</c>, with <c>service.namespace</c> before it where there is one.</param>
/// <param name="Key">What tells it from others of its name: its instance, else its machine and process.</param>
/// <param name="Attributes">All attributes of the resource, secrets masked.</param>
internal sealed record ServiceIdentity(string Name, string Key, JsonObject Attributes)
{
    private const int LongestName = 200;

    public static ServiceIdentity Of(ReadOnlySpan<byte> resource)
    {
        var attributes = new JsonObject();
        var fields = new ProtoReader(resource);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.ResourceAttribute && OtlpValues.TryReadPair(fields.Span, out string key, out JsonNode? value))
            {
                attributes[key] = value;
            }
        }

        string Text(string name) => OtlpValues.TextOf(attributes[name]);
        string own = Text("service.name") is { Length: > 0 } given ? given : "unknown_service";
        string name = Text("service.namespace") is { Length: > 0 } space ? space + "/" + own : own;
        string instance = Text("service.instance.id") is { Length: > 0 } id ? id : Text("host.name") + "/" + Text("process.pid");
        TelemetrySecrets.Mask(attributes);
        return new ServiceIdentity(name.Length > LongestName ? name[..LongestName] : name, name + "\n" + instance, attributes);
    }
}
