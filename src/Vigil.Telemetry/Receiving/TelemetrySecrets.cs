using System.Text.Json.Nodes;
using Vigil.Core.Secrets;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>Keeps secrets out of what is stored of attributes, as the recorder keeps them out of a run's snapshot.</summary>
internal static class TelemetrySecrets
{
    /// <summary>Masks, in place: values of secret names, credentials in addresses, secret arguments of command lines.</summary>
    public static void Mask(JsonObject attributes)
    {
        Redaction.MaskTree(attributes);
        if (attributes["process.command_args"] is JsonArray words)
        {
            attributes["process.command_args"] = new JsonArray([.. Redaction.MaskArguments([.. words.Select(OtlpValues.TextOf)]).Select(word => (JsonNode)word)]);
        }

        if (attributes["process.command_line"] is JsonValue line)
        {
            attributes["process.command_line"] = Redaction.MaskCommandLine(OtlpValues.TextOf(line));
        }
    }
}
