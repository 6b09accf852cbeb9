using System.Text.Json.Nodes;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Sending;

/// <summary>Writes attributes and values of any type.</summary>
internal static class OtlpPairs
{
    private const int Deepest = 16;

    public static void Write(ProtoWriter output, int field, string name, JsonNode? value)
    {
        int pair = output.Begin(field);
        output.Text(1, name);
        int holder = output.Begin(2);
        WriteValue(output, value, 0);
        output.End(holder);
        output.End(pair);
    }

    public static void Write(ProtoWriter output, int field, string name, string value)
    {
        int pair = output.Begin(field);
        output.Text(1, name);
        int holder = output.Begin(2);
        output.Text(1, value);
        output.End(holder);
        output.End(pair);
    }

    private static void WriteValue(ProtoWriter output, JsonNode? value, int depth)
    {
        switch (value)
        {
            case JsonValue scalar when scalar.TryGetValue(out string? text):
                output.Text(1, text);
                break;
            case JsonValue scalar when scalar.TryGetValue(out bool boolean):
                output.Varint(2, boolean ? 1u : 0);
                break;
            case JsonValue scalar when scalar.TryGetValue(out long whole):
                output.Varint(3, (ulong)whole);
                break;
            case JsonValue scalar when scalar.TryGetValue(out int small):
                output.Varint(3, (ulong)small);
                break;
            case JsonValue scalar when scalar.TryGetValue(out double real):
                output.Real(4, real);
                break;
            case JsonArray list when depth < Deepest:
                int array = output.Begin(5);
                foreach (JsonNode? item in list)
                {
                    int holder = output.Begin(1);
                    WriteValue(output, item, depth + 1);
                    output.End(holder);
                }

                output.End(array);
                break;
            case JsonObject map when depth < Deepest:
                int pairs = output.Begin(6);
                foreach ((string name, JsonNode? item) in map)
                {
                    int pair = output.Begin(1);
                    output.Text(1, name);
                    int holder = output.Begin(2);
                    WriteValue(output, item, depth + 1);
                    output.End(holder);
                    output.End(pair);
                }

                output.End(pairs);
                break;
        }
    }
}
